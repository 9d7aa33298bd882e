import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  codeOf,
  credentialApi,
  credentialPath,
  newKey,
  rejectedPath,
  takeAudit,
} from '#e2e/fixtures/credential-api.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import { countQueries } from '#e2e/fixtures/query-count.ts';
import { sendRaw } from '#e2e/parts/raw-http.ts';
import { addToken } from '#lib/git-tokens/add.ts';

const world = await testWorld();
const { db, host, person } = world;
const runtimeId = await world.runtime('acme/gitops-config');
const key = await newKey(db, runtimeId);
const ctx = await person();
const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
value(await addToken(ctx, { runtimeId, token, expiresOn: null, acceptOtherOwner: false }));
const user = ctx.actor.userId;
const { protocol, host: hostAndPort } = new URL(host.origin);
const scheme = protocol.slice(0, -1);
const lines = `protocol=${scheme}\nhost=${hostAndPort}\n`;
const question = { user, url: `${host.origin}/acme/gitops-config` };
const counted = countQueries(db);
const api = await credentialApi(counted.db);

/** Asks in JSON with other headers. */
function post(headers: Readonly<Record<string, string>>, target = credentialPath, body = JSON.stringify(question)) {
  return api.send({ method: 'POST', target, headers: { 'content-type': 'application/json', ...headers }, body });
}

it('asked rightly, it answers in both forms', async () => {
  const json = await api.ask(key, question);
  expect([json.status, JSON.parse(json.body)]).toEqual([200, { username: 'x-access-token', password: token }]);
  const git = await api.askAsGit(key, user, `${lines}path=acme/gitops-config\n\n`);
  expect([git.status, git.body]).toEqual([200, `username=x-access-token\npassword=${token}\n`]);
  expect(await takeAudit(db)).toEqual(['credential.issue ok', 'credential.issue ok']);
});

describe('a key', () => {
  it('row 80: without Authorization it is 401 with WWW-Authenticate, and no hint', async () => {
    const answer = await post({});
    expect(codeOf(answer)).toEqual([401, 'unauthorized']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body).not.toMatch(/gtr_|bearer|key/i);
  });

  it.each([
    ['Basic', { authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` }],
    ['lower-case bearer', { authorization: `bearer ${key}` }],
    ['two spaces', { authorization: `Bearer  ${key}` }],
    ['a bare key', { authorization: key }],
    ['a cookie', { cookie: `key=${key}` }],
  ])('row 81: %s is 401', async (_how, headers: Record<string, string>) => {
    expect((await post(headers)).status).toBe(401);
  });

  it('row 81: two Authorization headers, and a key in the query, are 401', async () => {
    const twice = `POST ${credentialPath} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${key}\r\nAuthorization: Bearer ${key}\r\ncontent-length: 0\r\n\r\n`;
    expect((await sendRaw(api.url, twice)).status).toBe(401);
    expect((await post({}, `${credentialPath}?key=${key}&access_token=${key}`)).status).toBe(401);
  });

  it('row 82: of a wrong form or checksum it is 401, and the database is not asked', async () => {
    const mistyped = key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    await takeAudit(db);
    const wrong = [mistyped, key.replace('gtr_', 'gtx_'), key.slice(0, -1), `${key}a`, 'x', 'gtr_', 'a'.repeat(8_000)];
    const before = counted.count();
    for (const text of wrong) expect((await api.ask(text, question)).status).toBe(401);
    expect(counted.count()).toBe(before);
    await api.ask(key, question);
    expect(counted.count()).toBe(before + 1);
    expect(api.log.join('')).not.toContain(mistyped.slice(13, 56));
  });

  it('row 83: revoked or expired it is 401, written to the log by its handle alone and not audited', async () => {
    const past = new Date(Date.now() - 1);
    const revoked = await newKey(db, runtimeId, { revokedAt: past });
    const expired = await newKey(db, runtimeId, { expiresAt: past });
    await takeAudit(db);
    for (const text of [revoked, expired]) {
      expect(codeOf(await api.ask(text, question))).toEqual([401, 'unauthorized']);
      expect(codeOf(await api.ask(text, question, rejectedPath))).toEqual([401, 'unauthorized']);
      expect((await api.askAsGit(text, user, `${lines}operation=store\n`)).status).toBe(401);
      expect(api.log.join('')).toContain(`"handle":"${text.slice(4, 12)}"`);
      expect(api.log.join('')).not.toContain(text.slice(13, 56));
    }
    expect(await takeAudit(db)).toEqual([]);
  });
});

describe('a request', () => {
  it.each(['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH'])(
    'row 84: %s is 405, says POST and allows no origin',
    async (method) => {
      for (const target of [credentialPath, rejectedPath]) {
        const headers = { authorization: `Bearer ${key}`, origin: 'https://evil.example' };
        const answer = await api.send({ method, target, headers });
        expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    },
  );

  it.each([
    ['text/html', JSON.stringify(question), 415],
    ['application/json; charset=utf-16', JSON.stringify(question), 415],
    ['application/x-www-form-urlencoded', lines, 415],
    ['multipart/form-data; boundary=x', lines, 415],
    [`application/json${' '.repeat(20_000)}x`, JSON.stringify(question), 415],
    ['application/json; charset=utf-8', JSON.stringify(question), 200],
    ['application/json', `\ufeff${JSON.stringify(question)}`, 422],
    ['text/plain', `\ufeff${lines}`, 422],
    ['application/json', `{"user":"${user}","url":"${question.url}",}`, 422],
    [
      'application/json',
      `{"user":"${user}","url":"${question.url}","x":${'['.repeat(1_000)}${']'.repeat(1_000)}}`,
      422,
    ],
    ['application/json', '['.repeat(60_000), 422],
    ['application/json', `{"user":"${user}","url":"${question.url}","x":"${'x'.repeat(70_000)}"}`, 413],
    ['application/json', `{"user":"${user}","url":"${question.url}","x":NaN}`, 422],
    ['application/json', `{"user":"someone","user":"${user}","url":"${question.url}"}`, 422],
    ['application/json', `{"user":"someone","\\u0075ser":"${user}","url":"${question.url}"}`, 422],
    ['application/json', `{"user":"${user}","url":"${question.url}","x":{"a":1,"a":2}}`, 422],
    ['application/json', `{"user":"${user}","url":"${question.url}","__proto__":{"user":"x"}}`, 422],
    ['application/json', `{"__proto__":{"user":"${user}","url":"${question.url}"}}`, 422],
    ['application/json', `{"user":["${user}"],"url":"${question.url}"}`, 422],
    ['application/json', `{"user":"\\ud800","url":"${question.url}"}`, 422],
    ['application/json', `{"user":"a\\u0000","url":"${question.url}"}`, 422],
    ['application/json', '', 422],
    ['application/json', 'null', 422],
    ['application/json', `{"user":"${user}","url":"${question.url}","more":{"deep":[1,{"user":"x"}]}}`, 200],
  ])('row 96: %.40s %.60s is %d', async (type, body, status) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': type, 'x-git-tokens-user': user };
    expect((await api.send({ method: 'POST', target: credentialPath, headers, body })).status).toBe(status);
  });

  it('row 96: bytes that are no UTF-8 are 422, no type at all is 415', async () => {
    const head = (type: string, length: number) =>
      `POST ${credentialPath} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${key}\r\nx-git-tokens-user: ${user}\r\n${type}content-length: ${length}\r\n\r\n`;
    const bytes = Buffer.concat([
      Buffer.from(`${head('content-type: text/plain\r\n', lines.length + 7)}${lines}path=`),
      Buffer.from([0xc3, 0x28]),
    ]);
    const answered = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      let said = '';
      socket.on('data', (chunk: Buffer) => void (said += chunk.toString()));
      socket.on('close', () => resolve(said));
      socket.write(bytes);
    });
    expect(answered).toMatch(/^HTTP\/1\.1 422 /);
    expect((await sendRaw(api.url, `${head('', 2)}{}`)).status).toBe(415);
  });

  it('row 96: a body without an end is 413 after 64 KiB, and the connection ends with the answer', async () => {
    const head = `POST ${credentialPath} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const answer = await sendRaw(api.url, head, chunk);
    expect([answer.status, answer.headers['connection']]).toEqual([413, 'close']);
    const refused = await sendRaw(api.url, head.replace(key, 'gtr_x'), chunk);
    expect([refused.status, refused.headers['connection']]).toEqual([401, 'close']);
  });

  it('row 102: with Content-Length and Transfer-Encoding both, or twice different, it is 400', async () => {
    const start = `POST ${credentialPath} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n`;
    const smuggled = `${start}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n`;
    expect((await sendRaw(api.url, smuggled)).status).toBe(400);
    const twice = `${start}content-length: 2\r\ncontent-length: 40\r\n\r\n{}`;
    expect((await sendRaw(api.url, twice)).status).toBe(400);
  });
});
