import { adminRole } from '#lib/git-providers/admin-role.ts';
import { isRecord, noVerdict, rateLimited, unreachable, type Answer } from '#lib/git-providers/classify.ts';
import type { GitHost, Purpose, RepositoryAccess } from '#lib/git-providers/provider.ts';
import { askReceivePack, isAdvertisement } from '#lib/git-providers/receive-pack.ts';
import type { Secret } from '#lib/secret.ts';
import { basicUser, cloneUrl } from './pages.ts';
import { missingScopes, readAcceptedPermissions } from './permissions.ts';
import { probePermissions } from './probe-permissions.ts';
import { judgeRefused, ownerAndName, refused } from './refusals.ts';
import { ask, bearer } from './rest.ts';

interface Input {
  readonly host: GitHost;
  readonly token: Secret;
  readonly kindId: string;
  readonly scopes: readonly string[] | null;
  readonly repository: string;
  readonly purpose: Purpose;
}

/**
 * What a token may do in one repository, from the cheapest question to the decisive one: its scopes; the repository as
 * the API shows it; then git itself, as the API tells the person's role and not what the token was given.
 */
export async function repositoryAccess(input: Input): Promise<RepositoryAccess> {
  const place = ownerAndName(input.repository);
  if (place === null) return refused('no_access');
  const hopeless = input.scopes === null ? [] : missingScopes(input.scopes, input.purpose, false);
  if (hopeless.length > 0) return refused('missing_scope', hopeless);

  const answer = await ask(input.host, 'GET /repos/{owner}/{repo}', place, bearer(input.token));
  if (answer.outcome !== 'answered') return answer;
  const barred = answer.status === 200 ? judgeRepository(answer, input) : judgeRefusal(answer, input);
  if (barred !== null) return barred;

  const writing = await askGit(input);
  if (writing.outcome !== 'checked' || writing.access !== 'writable' || input.kindId !== 'fine-grained') return writing;
  return (await probePermissions(input, place)) ?? writing;
}

/** What the API tells against writing; null for nothing. */
function judgeRepository({ data }: Answer, input: Input): RepositoryAccess | null {
  if (!isRecord(data)) return unreachable('invalid_response');
  const missing = input.scopes === null ? [] : missingScopes(input.scopes, input.purpose, data['private'] !== false);
  if (missing.length > 0) return refused('missing_scope', missing);
  if (data['archived'] === true) return refused('archived');
  const role = isRecord(data['permissions']) ? data['permissions'] : {};
  if (role['push'] === false) return refused('read_only');
  // Only who administers a repository may have webhooks on it, whatever the token was given.
  return input.purpose === 'runtime' && role['admin'] === false ? refused('missing_scope', [adminRole]) : null;
}

function judgeRefusal(answer: Answer, input: Input): RepositoryAccess {
  if (answer.status === 404 && isRecord(answer.data)) {
    // A token with `public_repo` alone sees no private repository, which looks just the same.
    const missing = input.scopes === null ? [] : missingScopes(input.scopes, input.purpose, true);
    return missing.length > 0 ? refused('missing_scope', missing) : refused('no_access');
  }
  const known = judgeRefused(answer, input.host);
  if (known !== null) return known;
  const accepted = readAcceptedPermissions(answer.headers['x-accepted-github-permissions'] ?? '');
  return input.kindId === 'fine-grained' && accepted.length > 0
    ? refused('missing_scope', accepted)
    : refused('policy');
}

async function askGit(input: Input): Promise<RepositoryAccess> {
  const answer = await askReceivePack({
    cloneUrl: cloneUrl(input.host, input.repository),
    username: basicUser,
    token: input.token,
    caBundle: input.host.caBundle,
  });
  if (answer.outcome !== 'answered') return answer;
  if (isAdvertisement(answer)) return { outcome: 'checked', access: 'writable' };
  if (answer.status === 404) return refused('no_access');
  if (answer.status === 403 && !rateLimited(answer)) {
    if (input.kindId === 'fine-grained') return refused('missing_scope', ['Contents: write']);
    return input.scopes === null ? refused('missing_scope', ['repo']) : refused('policy');
  }
  // The API has just taken the token, so git's 401 is not the token's fault.
  return answer.status === 401 ? unreachable('forbidden') : noVerdict(answer);
}
