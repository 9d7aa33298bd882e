import { isRecord, messageOf, noVerdict, rateLimited } from '#lib/git-providers/classify.ts';
import type { AccessRefusal, GitHost, Purpose, Unreachable } from '#lib/git-providers/provider.ts';
import type { Secret } from '#lib/secret.ts';
import { neededPermissions } from './permissions.ts';
import { refused } from './refusals.ts';
import { ask, bearer } from './rest.ts';

interface Input {
  readonly host: GitHost;
  readonly token: Secret;
  readonly purpose: Purpose;
}

/**
 * Which permissions of a purpose a fine-grained token lacks; null for none. GitHub lists them nowhere, so each is tried
 * by a request that needs it and that nothing can come of: its body is empty, and a status is for the commit of nothing
 * but zeros. [D] Without the permission the answer is 403 with `X-Accepted-GitHub-Permissions`. [K] With it 422, as the
 * permission is looked at before the body. Should that be wrong, nothing is called missing: only the 403 in GitHub's
 * own words counts. GitHub asks not to repeat refused requests without need, so this is for installing a runtime and
 * for a check that a person asks for.
 */
export async function probePermissions(
  input: Input,
  place: { readonly owner: string; readonly repo: string },
): Promise<AccessRefusal | { readonly outcome: 'rejected' } | Unreachable | null> {
  const missing: string[] = [];
  for (const { probe, key, name } of neededPermissions(input.purpose)) {
    if (probe === null) continue;
    const answer = await ask(input.host, probe, { ...place, data: {} }, bearer(input.token));
    if (answer.outcome !== 'answered') return answer;
    const { status, headers, data } = answer;
    if (rateLimited(answer) || status >= 500) return noVerdict(answer);
    if (status === 401 && isRecord(data)) return { outcome: 'rejected' };
    if (status !== 403 || !isRecord(data)) continue;
    const accepted = headers['x-accepted-github-permissions'] ?? '';
    if (accepted.includes(`${key}=`) || /not accessible by/i.test(messageOf(data))) missing.push(name);
  }
  return missing.length > 0 ? refused('missing_scope', missing) : null;
}
