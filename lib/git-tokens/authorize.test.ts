import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitTokens, oauthStates } from '#db/schema/git-tokens.ts';
import { visitor } from '#e2e/parts/consent.ts';
import { testWorld, value } from '#e2e/fixtures/world.ts';
import type { Context } from '#lib/context.ts';
import { readRuntime } from '#lib/runtimes/read.ts';
import { addToken } from './add.ts';
import { startAuthorization } from './authorize.ts';
import { completeAuthorization } from './complete.ts';

const { host, db, person, runtime, integration, integrationId } = await testWorld();
const production = await runtime('acme/gitops-config');
let ctx: Context;
beforeEach(async () => {
  ctx = await person();
});
afterEach(() => {
  host.control.setBehaviour({});
  host.control.clearOverrides();
});

async function start(who: Context = ctx, runtimeId = production, acceptOtherOwner = false): Promise<string> {
  return value(await startAuthorization(who, { runtimeId, acceptOtherOwner })).url;
}

/** The query with which the provider sends the person back. */
async function consented(login = 'octo-ada', url?: string): Promise<URLSearchParams> {
  return (await visitor(host.origin, login).consent(url ?? (await start()))).searchParams;
}

function complete(params: URLSearchParams, who = ctx, id = integrationId) {
  return completeAuthorization(who, id, params);
}

async function storedTokens(who: Context = ctx) {
  return db.select().from(gitTokens).where(eq(gitTokens.userId, who.actor.userId));
}

async function status(runtimeId = production) {
  return (await readRuntime(ctx, runtimeId))?.status.code;
}

describe('authorizing by OAuth', () => {
  it('stores the token of who consented and authorizes the runtime', async () => {
    expect(await complete(await consented())).toMatchObject({ ok: true, value: { runtimeId: production } });
    expect(await readRuntime(ctx, production)).toMatchObject({
      status: { code: 'authorized' },
      token: { kind: 'oauth', login: 'octo-ada' },
    });
  });

  it('asks for repo with state and PKCE', async () => {
    const url = new URL(await start());
    expect(url.searchParams.get('scope')?.split(/[ ,]/)).toContain('repo');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('state')?.length).toBeGreaterThanOrEqual(43);
  });

  it('replaces a personal access token', async () => {
    const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
    value(await addToken(ctx, { runtimeId: production, token, expiresOn: null, acceptOtherOwner: false }));
    value(await complete(await consented()));
    expect((await storedTokens()).map((row) => row.kind)).toEqual(['oauth']);
  });

  it('keeps a refresh token where the application has expiring tokens', async () => {
    const id = await integration({ provider: 'github-enterprise', clientId: 'git-tokens-expiring' });
    const runtimeId = await runtime('acme/gitops-config', id);
    value(await complete(await consented('octo-ada', await start(ctx, runtimeId)), ctx, id));
    expect(await readRuntime(ctx, runtimeId)).toMatchObject({
      status: { code: 'authorized' },
      token: { expiry: 'renews' },
    });
  });

  it('row 40: keeps a narrower grant and says what it lacks', async () => {
    const back = await visitor(host.origin, 'octo-cyd').consent(await start(), 'authorize', []);
    expect(await complete(back.searchParams)).toMatchObject({ ok: false, code: 'missing_scope' });
    expect(await status()).toBe('insufficient_scopes');
  });
});

describe('an authorization that does not come to its end keeps what was there', () => {
  beforeEach(async () => {
    const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
    value(await addToken(ctx, { runtimeId: production, token, expiresOn: null, acceptOtherOwner: false }));
  });
  afterEach(async () => {
    const kept = (await storedTokens()).map((row) => row.kind).join();
    const state = await status();
    if (kept !== 'classic' || state !== 'authorized') throw new Error(`what was there is gone: ${kept}, ${state}`);
  });

  async function refusal(change: (params: URLSearchParams) => void) {
    const params = await consented();
    change(params);
    const result = await complete(params);
    return result.ok ? 'ok' : result.code;
  }

  it('row 21: no state', async () => {
    expect(await refusal((params) => params.delete('state'))).toBe('oauth_state_missing');
  });

  it('row 22 and 34: the state of another session or person, which stays good for its own', async () => {
    const other = await person();
    const params = await consented('octo-ada', await start(other));
    expect(await complete(params)).toMatchObject({ code: 'oauth_state_unknown' });
    expect(await complete(params, other)).toMatchObject({ ok: true });
  });

  it('row 24: a state older than ten minutes', async () => {
    const params = await consented();
    const late = { ...ctx, now: new Date(ctx.now.getTime() + 11 * 60_000) };
    expect(await complete(params, late)).toMatchObject({ code: 'oauth_state_expired' });
  });

  it('row 25: the state of one integration at the address of another', async () => {
    const id = await integration({ provider: 'github', clientId: 'git-tokens-demo', byAddress: true });
    expect(await complete(await consented(), ctx, id)).toMatchObject({ code: 'oauth_wrong_integration' });
  });

  it('row 26: another issuer, or two', async () => {
    expect(await refusal((params) => params.set('iss', 'https://evil.example'))).toBe('oauth_issuer_mismatch');
    expect(await refusal((params) => params.append('iss', params.get('iss') ?? ''))).toBe('oauth_issuer_mismatch');
  });

  it.each([
    ['missing', (params: URLSearchParams) => params.delete('code')],
    ['empty', (params: URLSearchParams) => params.set('code', '')],
    ['100 kB long', (params: URLSearchParams) => params.set('code', 'x'.repeat(100_000))],
    ['with a line break', (params: URLSearchParams) => params.set('code', 'a\nb')],
    ['invented', (params: URLSearchParams) => params.set('code', 'invented')],
  ])('row 27: a code that is %s', async (_how, change) => {
    expect(await refusal(change)).toBe('oauth_code_invalid');
  });

  it('row 28: doubled parameters', async () => {
    expect(await refusal((params) => params.append('code', 'b'))).toBe('oauth_code_invalid');
    expect(await refusal((params) => params.append('state', 'b'))).toBe('oauth_state_missing');
    const list = (params: URLSearchParams) => {
      params.set('state[]', params.get('state') ?? '');
      params.delete('state');
    };
    expect(await refusal(list)).toBe('oauth_state_missing');
  });

  it('row 29: denied by the person', async () => {
    const back = await visitor(host.origin, 'octo-bob').consent(await start(), 'cancel');
    expect(await complete(back.searchParams)).toMatchObject({
      code: 'oauth_denied',
      detail: { runtimeId: production },
    });
  });

  it('row 30: the description of an error is never shown', async () => {
    const params = await consented();
    params.delete('code');
    params.set('error', 'server_error');
    params.set('error_description', `<script>alert(1)</script>${'x'.repeat(10_000)}`);
    expect(JSON.stringify(await complete(params))).not.toContain('script');
  });

  it('row 32: a verifier that was tampered with', async () => {
    const params = await consented();
    const flipped = (sealed: Uint8Array) => sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1);
    for (const row of await db.select().from(oauthStates).where(eq(oauthStates.userId, ctx.actor.userId))) {
      await db
        .update(oauthStates)
        .set({ codeVerifier: flipped(Uint8Array.from(row.codeVerifier)) })
        .where(eq(oauthStates.digest, row.digest));
    }
    expect(await complete(params)).toMatchObject({ code: 'oauth_state_unknown' });
  });

  it('a client secret that is wrong is the administrator’s business', async () => {
    const params = await consented();
    host.control.registerApplication({ clientId: 'git-tokens-demo', clientSecret: 'changed' });
    const result = await complete(params);
    host.control.registerApplication({ clientId: 'git-tokens-demo', clientSecret: 'git-tokens-demo-secret' });
    expect(result).toMatchObject({ code: 'oauth_misconfigured' });
  });

  it('a provider that is down while the code is exchanged', async () => {
    const params = await consented();
    host.control.setBehaviour({ down: true });
    expect(await complete(params)).toMatchObject({ code: 'unreachable' });
    host.control.setBehaviour({});
  });

  it.each([
    ['row 37: of an odd type', '{"access_token":"gho_x","token_type":"mac"}'],
    ['row 37: without a type', '{"access_token":"gho_x"}'],
    ['row 39: with a line break', String.raw`{"access_token":"gho_x\nhost=evil","token_type":"bearer"}`],
    ['row 39: 100 kB long', JSON.stringify({ access_token: 'x'.repeat(100_000), token_type: 'bearer' })],
    ['row 39: that is an object', '{"access_token":{"a":1},"token_type":"bearer"}'],
  ])('a token %s', async (_what, body) => {
    const params = await consented();
    const headers = { 'content-type': 'application/json' };
    host.control.override({ path: '/login/oauth/access_token', times: 1, status: 200, headers, body });
    expect(await complete(params)).toMatchObject({ code: 'oauth_invalid_response' });
  });

  it('another account than before is asked about, and its grant is given back', async () => {
    const before = host.control.tokens().filter((token) => token.kind === 'oauth' && !token.revokedAt).length;
    expect(await complete(await consented('octo-bob'))).toMatchObject({
      code: 'other_owner',
      detail: { login: 'octo-bob', previousLogin: 'octo-ada' },
    });
    expect(host.control.tokens().filter((token) => token.kind === 'oauth' && !token.revokedAt)).toHaveLength(before);
  });
});

it('row 23: a state is good once; what it brought stays', async () => {
  const params = await consented();
  value(await complete(params));
  expect(await complete(params)).toMatchObject({ ok: false, code: 'oauth_state_used' });
  expect(await status()).toBe('authorized');
});

it('row 23: of twenty at once one is taken', async () => {
  const params = await consented();
  const results = await Promise.all(Array.from({ length: 20 }, () => complete(params)));
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(await storedTokens()).toHaveLength(1);
});

it('an integration without an OAuth application offers none', async () => {
  const id = await integration({ provider: 'github-enterprise', byAddress: true });
  const runtimeId = await runtime('acme/gitops-config', id);
  expect(await startAuthorization(ctx, { runtimeId, acceptOtherOwner: false })).toMatchObject({
    code: 'no_oauth_application',
  });
});
