import { spawn } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { judge, type Need, type Principal, READ_CONTENTS, type Verdict, WRITE_CONTENTS } from './access.ts';
import { GIT_ENV, readRefs, repositoryDir } from './git-repositories.ts';
import type { LoggedRequest } from './faults.ts';
import { fullNameOf, tellOfPush } from './hooks.ts';
import type { Host } from './host.ts';
import { basicCredentials, type HostRequest, type Reply, send } from './http.ts';
import { principalOf } from './rest.ts';
import type { Repository } from './state.ts';

const PATH = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function isGitPath(path: string): boolean {
  return PATH.test(path);
}

/** Serves clone and push by `git http-backend`. `entry` learns which token was used. */
export async function serveGit(
  host: Host,
  request: HostRequest,
  response: ServerResponse,
  entry: LoggedRequest,
): Promise<void> {
  const [, owner, name, service] = PATH.exec(request.url.pathname) ?? [];
  const fault = host.faults.on('git');
  if (fault.redirectTo !== undefined) {
    send(response, { status: 302, headers: { Location: fault.redirectTo } });
    return;
  }
  const basic = basicCredentials(request.header('authorization'));
  // The token is the password; a few old tools send it as the user name.
  const text = basic && (basic.password === '' || basic.password === 'x-oauth-basic' ? basic.username : basic.password);
  const principal = principalOf(host, text);
  if (fault.all401 || (request.header('authorization') !== null && !principal)) {
    send(
      response,
      unauthorized('Invalid username or token. Password authentication is not supported for Git operations.'),
    );
    return;
  }
  const writes = service === 'git-receive-pack' || request.url.searchParams.get('service') === 'git-receive-pack';
  const need: Need = writes ? WRITE_CONTENTS : READ_CONTENTS;
  const repository = host.state.repositories.find(
    (one) => `${one.owner}/${one.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase(),
  );
  const verdict: Verdict = repository
    ? judge(host.state, principal, repository, need)
    : { allowed: false, why: 'not_found' };
  if (principal) host.tokens.used(principal.token);
  entry.tokenId = principal?.token.id ?? null;
  if (!principal && (!verdict.allowed || writes)) {
    send(response, unauthorized('No anonymous write access.'));
  } else if (!verdict.allowed) {
    send(response, refused(verdict, repository, principal));
  } else if (repository) {
    await runBackend(host, { request, response, repository, principal, pushes: service === 'git-receive-pack' });
  }
}

const text = (status: number, body: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=UTF-8', ...headers },
  body: `${body}\n`,
});

const unauthorized = (body: string): Reply => text(401, body, { 'WWW-Authenticate': 'Basic realm="GitHub"' });

function refused(
  verdict: Exclude<Verdict, { allowed: true }>,
  repository: Repository | undefined,
  principal: Principal | null,
): Reply {
  switch (verdict.why) {
    case 'not_found':
      return text(404, 'Repository not found.');
    case 'scope':
    case 'permission':
      return text(403, 'Write access to repository not granted.');
    case 'role':
      return text(
        403,
        `Permission to ${repository?.owner ?? ''}/${repository?.name ?? ''}.git denied to ${principal?.user.login ?? ''}.`,
      );
    case 'archived':
      return text(403, 'This repository was archived so it is read-only.');
    case 'sso':
      return text(
        403,
        `The '${verdict.organization.login}' organization has enabled or enforced SAML SSO.\nTo access this repository, you must re-authorize the OAuth Application or use a personal access token that has been authorized for this organization.`,
      );
    case 'forbids_classic':
      return text(403, `\`${verdict.organization.login}\` forbids access via a personal access token (classic).`);
    case 'restricts_oauth':
      return text(403, `The '${verdict.organization.login}' organization has enabled OAuth App access restrictions.`);
  }
}

interface BackendRun {
  readonly request: HostRequest;
  readonly response: ServerResponse;
  readonly repository: Repository;
  readonly principal: Principal | null;
  readonly pushes: boolean;
}

async function runBackend(host: Host, { request, response, repository, principal, pushes }: BackendRun): Promise<void> {
  const dir = repositoryDir(host.repositoriesDir, repository);
  const before = pushes ? await readRefs(dir) : null;
  const service = request.url.pathname.replace(/^\/[^/]+\/[^/]+/, '');
  const env = {
    ...GIT_ENV,
    GIT_PROJECT_ROOT: host.repositoriesDir,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${repository.owner}/${repository.name}.git${service}`,
    QUERY_STRING: request.url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.header('content-type') ?? '',
    CONTENT_LENGTH: request.header('content-length') ?? '',
    HTTP_CONTENT_ENCODING: request.header('content-encoding') ?? '',
    GIT_PROTOCOL: request.header('git-protocol') ?? '',
    REMOTE_USER: principal?.user.login ?? '',
    REMOTE_ADDR: '127.0.0.1',
  };
  // Recorded before the answer ends: who pushed can look it up at once.
  await cgi(request, response, env, async () => {
    if (before && principal) recordPush(host, repository, principal, before, await readRefs(dir));
  });
}

/** Runs git's CGI program: headers, an empty line, then the body. */
function cgi(
  request: HostRequest,
  response: ServerResponse,
  env: NodeJS.ProcessEnv,
  beforeEnd: () => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    let head: Buffer | null = Buffer.alloc(0);
    child.on('error', reject);
    child.stdin.on('error', () => {}); // git may stop reading early, for example after a refused push
    child.stdout.on('data', (chunk: Buffer) => {
      if (head === null) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      writeHead(response, head.subarray(0, end).toString('latin1'));
      response.write(head.subarray(end + 4));
      head = null;
    });
    child.on('close', () => {
      beforeEnd()
        .then(() => {
          if (head === null) response.end();
          else send(response, text(500, 'git http-backend gave no answer.'));
          resolve();
        })
        .catch(reject);
    });
    response.on('close', () => child.kill());
    request.raw.pipe(child.stdin);
  });
}

function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

function recordPush(
  host: Host,
  repository: Repository,
  principal: Principal,
  before: Map<string, string>,
  after: Map<string, string>,
): void {
  const at = new Date().toISOString();
  const none = '0'.repeat(40);
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(ref) ?? none, after.get(ref) ?? none];
    if (was === is) continue;
    const { login } = principal.user;
    const push = {
      repository: fullNameOf(repository),
      ref,
      before: was,
      after: is,
      login,
      tokenId: principal.token.id,
      at,
    };
    host.state.pushes.push(push);
    repository.pushedAt = at;
    tellOfPush(host, repository, push);
  }
  host.file.changed();
}
