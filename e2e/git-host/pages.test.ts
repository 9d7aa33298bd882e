import { beforeEach, describe, expect, test } from 'vitest';
import { testGitHost } from '#e2e/parts/test-hosts.ts';
import { authorizeFor, Visitor } from './visitor.ts';

const host = testGitHost();
let visitor: Visitor;
beforeEach(async () => {
  visitor = new Visitor(host.origin);
  await visitor.signIn('octo-ada');
});

const user = (token: string) => fetch(`${host.origin}/rest/user`, { headers: { authorization: `Bearer ${token}` } });
const shown = (html: string) => /aria-label="New token" readonly value="([^"]+)"/.exec(html)?.[1] ?? null;

describe('signing in', () => {
  test('a page that needs it leads there and back', async () => {
    const stranger = new Visitor(host.origin);
    const { url, html } = await stranger.open('/settings/tokens/new?scopes=repo');
    expect([url.pathname, url.searchParams.get('return_to')]).toEqual(['/login', '/settings/tokens/new?scopes=repo']);
    expect(html).toContain('Sign in');
  });

  test('a wrong password is said, and nobody is signed in', async () => {
    const stranger = new Visitor(host.origin);
    const wrong = await stranger.signIn('octo-ada', 'guess');
    expect([wrong.status, wrong.html.includes('Incorrect username or password')]).toEqual([401, true]);
    expect((await stranger.open('/settings/tokens')).url.pathname).toBe('/login');
  });

  test.each(['//evil.example', String.raw`/\evil.example`, 'https://evil.example'])(
    'nobody is led off the host: %s',
    async (to) => {
      const form = new URLSearchParams({ login: 'octo-ada', password: 'octo-ada', return_to: to });
      expect((await new Visitor(host.origin).open('/login', form)).url.href).toBe(`${host.origin}/`);
    },
  );
});

describe('tokens', () => {
  test('a classic token is prefilled from the link, shown once, and works until it is revoked', async () => {
    const form = await visitor.open(
      '/settings/tokens/new?scopes=repo,admin:repo_hook&description=My+%3Ctool%3E&default_expires_at=90',
    );
    expect(form.html).toContain('value="My &lt;tool&gt;"');
    expect([...form.html.matchAll(/value="([^"]+)" checked/g)].map(([, scope]) => scope)).toEqual([
      'repo',
      'admin:repo_hook',
    ]);
    expect(form.html).toContain('value="90" selected');
    const made = await visitor.send(form, '/settings/tokens/new', [
      ['description', 'My tool'],
      ['expiration', '90'],
      ['scope', 'repo'],
    ]);
    const token = shown(made.html) ?? '';
    expect(token).toMatch(/^ghp_/);
    const answer = await user(token);
    expect(answer.headers.get('x-oauth-scopes')).toBe('repo');
    expect(answer.headers.has('github-authentication-token-expiration')).toBe(true);
    const list = await visitor.open('/settings/tokens');
    expect([shown(list.html), list.html.includes(token.slice(-4))]).toEqual([null, true]);
    const action = /action="([^"]+\/revoke)"/.exec(list.html)?.[1] ?? '';
    await visitor.send(list, action, []);
    expect((await user(token)).status).toBe(401);
  });

  test('a fine-grained token is prefilled from the link and made for what was chosen', async () => {
    const form = await visitor.open(
      '/settings/personal-access-tokens/new?name=Tool&target_name=acme&expires_in=17&contents=write',
    );
    expect(form.html).toContain('value="acme" selected');
    expect(form.html).toContain('17 days');
    const common: [string, string][] = [
      ['name', 'Tool'],
      ['target_name', 'acme'],
      ['expiration', '17'],
      ['selection', 'some'],
      ['contents', 'write'],
    ];
    const path = '/settings/personal-access-tokens/new';
    const wrong = await visitor.send(form, path, [...common, ['repository', 'octo-ada/home-lab']]);
    expect(wrong.html).toContain('Choose only repositories of acme');
    const made = await visitor.send(form, path, [...common, ['repository', 'acme/data-apps']]);
    const token = shown(made.html) ?? '';
    expect(token).toMatch(/^github_pat_/);
    const repository = async (name: string) =>
      (await fetch(`${host.origin}/rest/repos/acme/${name}`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await repository('data-apps'), await repository('gitops-config')]).toEqual([200, 404]);
  });

  test('one person cannot revoke another’s token', async () => {
    const token = host.control.createToken({ login: 'octo-bob', kind: 'classic' });
    const id = host.control.tokens().at(-1)?.id ?? 0;
    await visitor.send(await visitor.open('/settings/tokens'), `/settings/tokens/${id}/revoke`, []);
    expect((await user(token)).status).toBe(200);
  });

  test('a form that another site sends is refused', async () => {
    const made = await visitor.open(
      '/settings/tokens/new',
      new URLSearchParams({ description: 'x', expiration: 'none' }),
    );
    expect(made.status).toBe(422);
  });
});

test('single sign-on is passed on its page, by the token’s owner only', async () => {
  const token = host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes: ['repo'] });
  const fleet = () =>
    fetch(`${host.origin}/rest/repos/initech/fleet`, { headers: { authorization: `Bearer ${token}` } });
  const link = (await fleet()).headers.get('x-github-sso')?.split('url=')[1] ?? '';
  const other = new Visitor(host.origin);
  await other.signIn('octo-bob');
  expect((await other.open(link)).status).toBe(404);
  const page = await visitor.open(link);
  await visitor.send(page, link, []);
  expect((await fleet()).status).toBe(200);
});

test('taking an application’s access back ends its tokens', async () => {
  const { access_token: token } = await authorizeFor(host, { login: 'octo-ada', scope: 'repo' });
  const address = '/settings/connections/applications/git-tokens-demo';
  const page = await visitor.open(address);
  expect(page.html).toContain(token.slice(-4));
  await visitor.send(page, `${address}/revoke`, []);
  expect((await user(token)).status).toBe(401);
  expect((await visitor.open('/settings/applications')).html).toContain('authorized no application');
});

test('a private repository is shown to who may read it', async () => {
  expect((await visitor.open('/acme/gitops-config')).html).toContain('First commit');
  expect((await visitor.open('/acme/private-ops')).status).toBe(404);
  expect((await new Visitor(host.origin).open('/acme/gitops-config')).status).toBe(404);
});

test.each(['/%', '/settings/tokens/999999/revoke', '/avatars/octo-ada', '//', '/%00'])(
  '%s fails nothing',
  async (address) => {
    expect((await fetch(host.origin + address)).status).toBeLessThan(500);
  },
);
