import { describe, expect, test } from 'vitest';
import { testGitHost } from '#e2e/parts/test-hosts.ts';
import { isRecord } from './http.ts';
import { OfficialDescription } from './official.ts';
import { DEMO_APPLICATION } from './seed.ts';
import { authorizeFor } from './visitor.ts';

const SHAPES = [
  { shape: 'github', base: '/rest' },
  { shape: 'enterprise', base: '/api/v3' },
] as const;

const host = testGitHost();

describe.each(SHAPES)("answers are as GitHub's official description has them: $shape", ({ shape, base }) => {
  const official = new OfficialDescription(shape);

  interface Call {
    /** Path template of the description; `values` fill it. */
    template: string;
    method?: string;
    values?: Record<string, string | number>;
    authorization?: string | null;
    body?: unknown;
  }

  async function call({ template, method = 'GET', values = {}, authorization = null, body }: Call) {
    const url = host.origin + base + template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/vnd.github+json', ...(authorization !== null && { authorization }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: unknown = text === '' ? null : JSON.parse(text);
    expect(official.problems(method, template, response.status, json)).toEqual([]);
    return { status: response.status, json, headers: response.headers };
  }

  const gitops = { owner: 'acme', repo: 'gitops-config' };
  const application = `Basic ${btoa(`${DEMO_APPLICATION.clientId}:${DEMO_APPLICATION.clientSecret}`)}`;
  const bearer = (scopes: string[]) =>
    `Bearer ${host.control.createToken({ login: 'octo-ada', kind: 'classic', scopes })}`;
  const fineGrained = (permissions: Record<string, 'read' | 'write'>) =>
    `Bearer ${host.control.createToken({ login: 'octo-ada', kind: 'fine-grained', resourceOwner: 'acme', permissions })}`;

  test.each([
    [200, () => bearer(['repo'])],
    [200, () => bearer(['user'])],
    [200, () => fineGrained({})],
    [401, () => 'Bearer ghp_unknown'],
    [401, () => null],
  ])('GET /user gives %s', async (status, authorization) => {
    expect(await call({ template: '/user', authorization: authorization() })).toMatchObject({ status });
  });

  test.each([
    [200, gitops, () => bearer(['repo'])],
    [200, gitops, () => fineGrained({ contents: 'write' })],
    [200, { owner: 'octo-ada', repo: 'playground' }, () => null],
    [404, gitops, () => bearer(['gist'])],
    [404, { owner: 'acme', repo: 'private-ops' }, () => bearer(['repo'])],
    [403, { owner: 'initech', repo: 'fleet' }, () => bearer(['repo'])],
    [403, { owner: 'globex', repo: 'shop-config' }, () => bearer(['repo'])],
  ])('GET /repos gives %s for %o', async (status, values, authorization) => {
    const template = '/repos/{owner}/{repo}';
    expect(await call({ template, values, authorization: authorization() })).toMatchObject({ status });
  });

  test('webhooks are listed, created, read and deleted', async () => {
    const hooks = '/repos/{owner}/{repo}/hooks';
    const one = `${hooks}/{hook_id}`;
    const authorization = bearer(['repo', 'admin:repo_hook']);
    const config = { url: `https://${shape}.example/hook`, content_type: 'json', secret: 'not shown again' };
    const body = { name: 'web', active: true, events: ['push'], config };
    const created = await call({ template: hooks, method: 'POST', values: gitops, authorization, body });
    expect(created).toMatchObject({ status: 201, json: { config: { secret: '********' } } });
    const hookId = created.headers.get('location')?.split('/').at(-1) ?? '';
    const values = { ...gitops, hook_id: hookId };
    expect(await call({ template: hooks, method: 'POST', values: gitops, authorization, body })).toMatchObject({
      status: 422,
    });
    expect(await call({ template: hooks, values: gitops, authorization })).toMatchObject({ status: 200 });
    expect(await call({ template: one, values, authorization })).toMatchObject({ status: 200 });
    const stranger = `Bearer ${host.control.createToken({ login: 'octo-bob', kind: 'classic', scopes: ['repo'] })}`;
    expect(await call({ template: hooks, values: gitops, authorization: stranger })).toMatchObject({ status: 404 });
    const readOnly = fineGrained({ repository_hooks: 'read' });
    const refused = await call({ template: hooks, method: 'POST', values: gitops, authorization: readOnly, body });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('repository_hooks=write');
    expect(await call({ template: one, method: 'DELETE', values, authorization })).toMatchObject({ status: 204 });
    expect(await call({ template: one, values, authorization })).toMatchObject({ status: 404 });
  });

  test.each([
    ['/repos/{owner}/{repo}/pulls', 'pull_requests'],
    ['/repos/{owner}/{repo}/keys', 'administration'],
    // That a status can be refused is not described.
    ['/repos/{owner}/{repo}/statuses/{sha}', 'statuses'],
  ])('POST %s tells by its refusal who may', async (template, permission) => {
    const asked = async (authorization: string) => {
      const url = host.origin + base + template.replace('{owner}/{repo}', 'acme/gitops-config').replace('{sha}', '0');
      const answer = await fetch(url, { method: 'POST', headers: { authorization }, body: '{}' });
      return { answer, told: [answer.status, answer.headers.get('x-accepted-github-permissions')] };
    };
    const may = await asked(fineGrained({ [permission]: 'write' }));
    expect(may.told).toEqual([422, `${permission}=write`]);
    const problems = official.problems('POST', template, 422, await may.answer.json());
    if (permission !== 'statuses') expect(problems).toEqual([]);
    expect((await asked(fineGrained({ [permission]: 'read' }))).told).toEqual([403, `${permission}=write`]);
  });

  test('an application asks about its tokens and ends them', async () => {
    const { access_token: text } = await authorizeFor(host, { login: 'octo-ada', scope: 'repo' });
    const values = { client_id: DEMO_APPLICATION.clientId };
    const template = '/applications/{client_id}/token';
    const body = { access_token: text };
    const asked = await call({ template, method: 'POST', values, authorization: application, body });
    expect(asked).toMatchObject({ status: 200, json: { scopes: ['repo'], user: { login: 'octo-ada' } } });
    const missing = await call({ template, method: 'POST', values, authorization: application, body: {} });
    expect(missing.status).toBe(422);
    expect(await call({ template, method: 'DELETE', values, authorization: application, body })).toMatchObject({
      status: 204,
    });
    expect(await call({ template, method: 'POST', values, authorization: application, body })).toMatchObject({
      status: 404,
    });
    expect(await call({ template: '/user', authorization: `Bearer ${text}` })).toMatchObject({ status: 401 });
    const next = await authorizeFor(host, { login: 'octo-ada', scope: 'repo' });
    const grant = { template: '/applications/{client_id}/grant', method: 'DELETE', values, authorization: application };
    expect(await call({ ...grant, body: { access_token: next.access_token } })).toMatchObject({ status: 204 });
    expect(await call({ template: '/user', authorization: `Bearer ${next.access_token}` })).toMatchObject({
      status: 401,
    });
  });

  test('github.com alone lets anybody revoke a credential they hold', async () => {
    const template = '/credentials/revoke';
    const token = host.control.createToken({ login: 'octo-ada', kind: 'classic' });
    const revoke = async (credentials: string[]) => {
      const url = `${host.origin}${base}${template}`;
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ credentials }) });
      const described = official.problems('POST', template, response.status, await response.json()).length === 0;
      return [response.status, described];
    };
    const answers = [await revoke([token]), await revoke([])];
    const { status } = await call({ template: '/user', authorization: `Bearer ${token}` });
    expect({ answers, status }).toEqual(
      shape === 'github'
        ? {
            answers: [
              [202, true],
              [422, true],
            ],
            status: 401,
          }
        : {
            answers: [
              [404, false],
              [404, false],
            ],
            status: 200,
          },
    );
  });

  test('GET /meta says which product it is', async () => {
    const { json } = await call({ template: '/meta' });
    expect(isRecord(json) && 'installed_version' in json).toBe(shape === 'enterprise');
  });
});
