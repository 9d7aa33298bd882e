import { describe, expect, test } from 'vitest';
import { guardOf } from '#lib/outbound/policy.ts';
import { lookalike, readHostAddress } from './origin.ts';

const strict = guardOf({ allowLoopback: false, allowCidrs: [] });
const local = guardOf({ allowLoopback: true, allowCidrs: [] });
const office = guardOf({ allowLoopback: false, allowCidrs: ['10.20.0.0/16', 'fd12:3456::/32'] });
const everything = guardOf({ allowLoopback: true, allowCidrs: ['0.0.0.0/0', '::/0'] });

/** What is wrong with an address; the canonical address where nothing is. */
function read(text: string, guard = strict): string {
  const result = readHostAddress(text, guard);
  return result.ok ? result.value.origin + result.value.path : `refused: ${String(result.detail?.['problem'])}`;
}

describe('what is refused', () => {
  test('row 41: http is refused, but for this machine where that is allowed', () => {
    expect(read('http://gitlab.corp')).toBe('refused: it must begin with https://');
    expect(read('http://gitlab.corp', everything)).toBe('refused: it must begin with https://');
    expect(read('http://localhost:4000')).toBe('refused: it must begin with https://');
    expect(read('http://localhost:4000', local)).toBe('http://localhost:4000');
    expect(read('http://10.20.0.1', office)).toBe('refused: it must begin with https://');
  });

  test.each([
    'ftp://h.example',
    'file:///etc/passwd',
    'gopher://h',
    'javascript:alert(1)',
    'data:text/html,x',
    'ws://h',
  ])('row 42: %s is refused', (text) => expect(read(text)).toBe('refused: it must begin with https://'));

  test.each(['https://user:pw@host.example', 'https://user@host.example', 'https://@host.example'])(
    'row 43: %s is refused, because it names a user',
    (text) => expect(read(text)).toBe('refused: leave out user name and password'),
  );

  test.each([
    'https://host.example?x#y',
    'https://host.example/?x',
    'https://host.example/#y',
    'https://host.example#',
  ])('row 44: %s is refused', (text) => expect(read(text)).toBe('refused: leave out everything from ? or # on'));

  test.each(['0', '99999', '22', '25', '00022', '65536'])('row 45: port %s is refused', (port) => {
    expect(read(`https://host.example:${port}`)).toBe('refused: no Git host answers on this port');
    expect(read(`https://host.example:${port}/path`)).toBe('refused: no Git host answers on this port');
  });

  test.each(['https:///x', 'https:host.example', 'https:\\\\host.example', 'https://', 'https:/host.example'])(
    'row 46: %s is refused, though URL takes some such',
    (text) => expect(read(text)).toMatch(/^refused: /),
  );

  test.each(['https://git\thub.com', 'https://git\nhub.com', 'https://git\rhub.com', 'https://git hub.com'])(
    'row 47: whitespace inside is refused, not dropped: %j',
    (text) => expect(read(text)).toBe('refused: this holds a space, or a character that cannot be seen'),
  );

  test.each(['\u200b', '\u00ad', '\u202e', '\u0000', '\ufeff', '\u2060'])(
    'row 47: invisible %j inside is refused',
    (c) => {
      expect(read(`https://git${c}hub.com`)).toBe('refused: this holds a space, or a character that cannot be seen');
    },
  );

  const here = 'refused: this leads to the machine that Git Tokens runs on';
  test.each(['127.0.0.1', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', '①②⑦.0.0.1', '127.0.0.1.', '127.255.0.1'])(
    'row 49: https://%s is this machine',
    (host) => {
      expect(read(`https://${host}`)).toBe(here);
      expect(read(`https://${host}`, office)).toBe(here);
      expect(read(`https://${host}/api/v3`)).toBe(here);
    },
  );

  test.each(['[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]'])(
    'row 50: https://%s is this machine',
    (host) => {
      expect(read(`https://${host}`)).toBe(here);
    },
  );

  const never = 'refused: this leads to an address that no Git host can have';
  test.each(['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[::]', '[fe80::1]', '[ff02::1]'])(
    'row 50: https://%s is refused',
    (host) => {
      expect(read(`https://${host}`)).toBe(never);
      expect(read(`https://${host}`, everything)).toBe(never);
    },
  );

  test.each(['0.0.0.0', '0', '255.255.255.255', '224.0.0.1'])('row 51: https://%s is refused', (host) => {
    expect(read(`https://${host}`)).toBe(never);
    expect(read(`https://${host}`, everything)).toBe(never);
  });

  test.each([
    '169.254.169.254',
    '[fd00:ec2::254]',
    'metadata.google.internal',
    'metadata.google.internal.',
    '100.100.100.200',
    '0xa9fea9fe',
  ])('row 52: https://%s is refused even if private ranges are allowed', (host) => {
    expect(read(`https://${host}`)).toBe(never);
    expect(read(`https://${host}`, everything)).toBe(never);
  });

  test.each(['10.20.1.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '[fc00::1]', '198.18.0.1', '198.19.255.255'])(
    'row 53: https://%s is refused, and taken where its range is allowed',
    (host) => {
      expect(read(`https://${host}`)).toMatch(/^refused: this leads into a private network/);
      expect(read(`https://${host}`, everything)).toBe(`https://${host}`);
    },
  );

  test('row 53: only the range that is allowed', () => {
    expect(read('https://10.20.255.255', office)).toBe('https://10.20.255.255');
    expect(read('https://10.21.0.0', office)).toMatch(/^refused/);
    expect(read('https://[fd12:3456::1]:8443', office)).toBe('https://[fd12:3456::1]:8443');
  });

  test.each(['localhost', 'localhost.', 'x.localhost', 'LOCALHOST', 'a.b.localhost.'])(
    'row 54: https://%s is this machine',
    (host) => {
      expect(read(`https://${host}`)).toBe(here);
      expect(read(`https://${host}`, office)).toBe(here);
    },
  );

  test.each([
    'https://-',
    'https://a..b',
    'https://.a',
    'https://%00',
    'https://exa%6dple.com',
    'https://a-.example',
    'https://*.example',
    'https://a,b',
    'https://[::1',
    'https://[zz]',
    `https://${'a'.repeat(64)}.example`,
    `https://${'a.'.repeat(130)}example`,
    'https://xn--',
  ])('row 65: %s is refused', (text) => expect(read(text)).toBe('refused: write it like https://git.example.com'));

  test.each(['/gitlab/../admin', '/..', '/./x', '//x', '/x//y'])('row 66: path %s is refused', (path) => {
    expect(read(`https://host.example${path}`)).toBe('refused: write its path without //, . and ..');
  });
  test.each(['/%2e%2e', '/a%2fb', '/x;y', '/a b', '/\\evil', '/ä'])('row 66: path %s is refused', (path) => {
    expect(read(`https://host.example${path}`)).toMatch(/^refused: /);
  });

  test('row 67: 2,049 characters are refused', () => {
    const longest = `https://host.example/${'a'.repeat(2_048 - 21)}`;
    expect(read(longest)).toBe(longest);
    expect(read(`${longest}a`)).toBe('refused: this is longer than any address');
    expect(read('')).toMatch(/^refused: /);
  });
});

describe('what is taken, and how it is written down', () => {
  test('row 48: space around is left out', () =>
    expect(read('  https://host.example \n')).toBe('https://host.example'));

  test.each([
    ['https://HOST.Example', 'https://host.example'],
    ['HTTPS://host.example', 'https://host.example'],
    ['https://host.example.', 'https://host.example'],
    ['https://host.example:443', 'https://host.example'],
    ['https://host.example:0443/', 'https://host.example'],
    ['https://Host.Example.:8443/', 'https://host.example:8443'],
    ['https://host.example/Api/v3/', 'https://host.example/Api/v3'],
    ['https://140.82.112.3', 'https://140.82.112.3'],
  ])('row 59: %s is %s', (typed, canonical) => expect(read(typed)).toBe(canonical));

  test.each(['https://github。com', 'https://ⓖithub.com', 'https://ｇｉｔｈｕｂ．ｃｏｍ', 'https://GITHUB.com'])(
    'row 58: %s is github.com',
    (typed) => {
      expect(read(typed)).toBe('https://github.com');
      expect(lookalike(read(typed))).toBe(null);
    },
  );

  test.each(['https://GİTHUB.com', 'https://xn--gthub-cta.com', 'https://gıthub.com', 'https://gіthub.com'])(
    'row 58: %s is written as it really is, and what it looks like is said',
    (typed) => {
      const canonical = read(typed);
      expect(canonical).toMatch(/^https:\/\/xn--[a-z0-9-]+\.com$/);
      expect(lookalike(canonical)).toMatch(/[^\u0000-\u007f].*\.com$/);
    },
  );
});
