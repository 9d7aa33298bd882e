import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitTokens } from '#db/schema/git-tokens.ts';
import { gitIntegrations } from '#db/schema/runtimes.ts';
import { codeOf, newKey, takeAudit } from '#e2e/fixtures/credential-api.ts';
import { credentialWorld, type Question } from '#e2e/fixtures/credential-world.ts';
import { value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { addToken } from '#lib/git-tokens/add.ts';

const world = await credentialWorld();
const { api, db, host, key, lines } = world;
let ctx: Context;
let token: string;
let question: Question;

beforeEach(async () => {
  ({ ctx, token, question } = await world.authorized());
  await takeAudit(db);
});
const otherRuntime = await world.runtime('acme/staging-config');
const hostAndPort = new URL(host.origin).host;

function change(facts: Partial<typeof gitTokens.$inferInsert>) {
  return db.update(gitTokens).set(facts).where(eq(gitTokens.userId, ctx.actor.userId));
}

async function askAt(url: string) {
  return (await api.ask(key, { ...question, url })).status;
}

async function askLines(text: string) {
  return (await api.askAsGit(key, ctx.actor.userId, text)).status;
}

/** As if the runtime's Git integration were for another host. */
async function withOrigin(origin: string, work: () => Promise<void>): Promise<void> {
  const set = async (to: string) => {
    await db.update(gitIntegrations).set({ origin: to }).where(eq(gitIntegrations.id, world.integrationId));
  };
  await set(origin);
  try {
    await work();
  } finally {
    await set(host.origin);
  }
}

describe('the host', () => {
  it('row 83: another runtime’s key brings that runtime’s credential, of which there is none', async () => {
    const other = await newKey(db, otherRuntime);
    expect(codeOf(await api.ask(other, question))).toEqual([409, 'not_authorized']);
  });

  it('row 85: another protocol never brings a token', async () => {
    await withOrigin('https://github.com', async () => {
      expect(await askAt('http://github.com/acme/x')).toBe(404);
      expect(await askLines('protocol=http\nhost=github.com\n')).toBe(404);
      for (const other of ['ssh', 'ftp', 'file', 'HTTPS ', 'https:', '']) {
        expect(await askLines(`protocol=${other}\nhost=github.com\n`)).toBe(422);
      }
      expect(await askAt('ssh://github.com/x')).toBe(422);
      expect(await askLines('host=github.com\n')).toBe(422);
    });
  });

  it.each(['', 'host=\n', 'host=*\n', 'host= \n', 'host=/\n', 'host=:443\n', 'host=a b\n'])(
    'row 86: %j instead of a host is 422 (CVE-2020-11008)',
    async (text) => {
      expect(await askLines(`protocol=http\n${text}`)).toBe(422);
    },
  );

  it('row 86: neither does an address without one bring anything', async () => {
    for (const url of ['https://', 'https:///x', 'https:x', 'https:\\\\x', 'x', '/x', '//x', 'https://*/']) {
      expect(await askAt(url)).toBe(422);
    }
  });

  it.each([
    ['a second host', `${lines}host=evil.example\n`],
    ['%0a in the host', `protocol=http\nhost=${hostAndPort}%0ahost=evil.example\n`],
    ['%0A in the path', `${lines}path=x%0Ahost=evil.example\n`],
    ['a carriage return', `protocol=http\rhost=${hostAndPort}\n`],
    ['lines that end in CR LF', lines.replaceAll('\n', '\r\n')],
    ['NUL', `${lines}path=a\0b\n`],
    ['NUL in the host', `protocol=http\nhost=${hostAndPort}\0.evil.example\n`],
    ['%00 in the user name', `${lines}username=a%00b\n`],
    ['more after the end', `${lines}\nhost=evil.example\n`],
  ])('row 87: %s is 422 (CVE-2020-5260, CVE-2024-52006)', async (_what, text) => {
    expect(await askLines(text)).toBe(422);
  });

  it('row 87: nor does an address hold a line break, written or in disguise', async () => {
    for (const end of ['\n', '\r', '\0', '%0a', '%0D', '%00', '\t'])
      expect(await askAt(`${host.origin}/a${end}b`)).toBe(422);
  });

  it('row 88: only exactly the runtime’s host matches; capitals are the same', async () => {
    await withOrigin('https://github.com', async () => {
      for (const other of [
        'github.com.evil.com',
        'evil-github.com',
        'github.com:444',
        'github.com:0443',
        'github.com.',
        'xn--gthub-cta.com',
        'github.co',
        'www.github.com',
        '[::1]',
      ]) {
        expect([other, await askLines(`protocol=https\nhost=${other}\n`)]).toEqual([other, 404]);
        expect([other, await askAt(`https://${other}/x`)]).toEqual([other, 404]);
      }
      for (const odd of ['gíthub.com', 'github。com', 'git%68ub.com', 'github.com:', 'github.com:x', '①.1']) {
        expect([odd, await askLines(`protocol=https\nhost=${odd}\n`)]).toEqual([odd, 422]);
      }
      // The token is sealed for the host it was given at: it is found, and does not open for this one.
      for (const same of ['GITHUB.COM', 'github.com:443', 'GitHub.com']) {
        expect([same, await askLines(`protocol=https\nhost=${same}\n`)]).toEqual([same, 409]);
      }
    });
    await change({ unusableReason: null });
    expect(await askLines(`protocol=http\nhost=${hostAndPort.toUpperCase()}\n`)).toBe(200);
  });

  it('row 89: addresses that read in two ways are 422', async () => {
    for (const url of [
      'https://a@b@github.com/',
      String.raw`https://github.com\@evil`,
      'https://user:password@github.com/',
      'https://@github.com/',
      'https://github.com#@evil/',
      'https://github.com?@evil/',
      `https://github.com/${'x'.repeat(2_048)}`,
    ]) {
      expect([url, await askAt(url)]).toEqual([url, 422]);
      expect([url, await askLines(`url=${url}\n`)]).toEqual([url, 422]);
    }
    expect(await askLines(`url=${question.url}\n`)).toBe(200);
    expect(await askLines(`url=${question.url}\nhost=evil.example\n`)).toBe(422);
  });

  it('row 90: keys that come twice, lines without = and lines too long are 422; unknown keys are ignored', async () => {
    expect(await askLines(`${lines}path=a\npath=b\n`)).toBe(422);
    expect(await askLines(`${lines}nonsense\n`)).toBe(422);
    expect(await askLines(`${lines}=x\n`)).toBe(422);
    expect(await askLines('x='.padEnd(65_536, 'x'))).toBe(422);
    expect(await askLines('x='.padEnd(65_537, 'x'))).toBe(413);
    expect(await askLines(`${lines}wwwauth[]=Basic\nwwwauth[]=Bearer\ncapability[]=authtype\nnews=1\n`)).toBe(200);
  });

  it('row 91: another account’s name in the address is 404, the token’s own and the provider’s are right', async () => {
    expect(await askLines(`${lines}username=octo-bob\n`)).toBe(404);
    expect(await askAt(question.url.replace('://', '://octo-bob@'))).toBe(404);
    for (const name of ['octo-ada', 'Octo-Ada', 'x-access-token', '']) {
      expect([name, await askLines(`${lines}username=${name}\n`)]).toEqual([name, 200]);
    }
    expect(await askAt(question.url.replace('://', '://octo-ada@'))).toBe(200);
  });

  it('of a token that was never checked nobody knows the account, so any name will do', async () => {
    await change({ ownerLogin: null, ownerId: null, verdict: null, acceptedAt: null });
    expect(await askLines(`${lines}username=octo-ada\n`)).toBe(200);
  });

  it('row 95: a runtime has one token of a user, so no path makes two of it', async () => {
    const other = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
    value(await addToken(ctx, { runtimeId: otherRuntime, token: other, expiresOn: null, acceptOtherOwner: false }));
    const otherKey = await newKey(db, otherRuntime);
    for (const path of ['acme/gitops-config', 'acme/staging-config', '', 'a/../b']) {
      const url = `${host.origin}/${path}`;
      const [mine, theirs] = await Promise.all([
        api.ask(key, { ...question, url }),
        api.ask(otherKey, { ...question, url }),
      ]);
      expect(JSON.parse(mine.body)).toMatchObject({ password: token });
      expect(JSON.parse(theirs.body)).toMatchObject({ password: other });
    }
  });
});
