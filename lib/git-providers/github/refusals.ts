import { isRecord, messageOf, noVerdict, rateLimited, type Answer } from '#lib/git-providers/classify.ts';
import type { AccessRefusal, GitHost, Unreachable } from '#lib/git-providers/provider.ts';
import { ssoUrl } from './sso.ts';

export function refused(
  access: AccessRefusal['access'],
  missing: readonly string[] = [],
  remedyUrl: string | null = null,
): AccessRefusal {
  return { outcome: 'checked', access, missing, remedyUrl };
}

/** `owner/name` in its parts; null for any other text, which is no repository. */
export function ownerAndName(repository: string): { readonly owner: string; readonly repo: string } | null {
  const [owner = '', repo = '', ...rest] = repository.split('/');
  return rest.length === 0 && isName(owner) && isName(repo) ? { owner, repo } : null;
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/.test(text) && text !== '.' && text !== '..';
}

/**
 * Reads the refusals that mean the same at every address: 401 and 403. Null where a 403 has its reason in what was
 * asked for, which the caller knows: a permission or a scope.
 */
export function judgeRefused(
  answer: Answer,
  host: GitHost,
): AccessRefusal | { readonly outcome: 'rejected' } | Unreachable | null {
  const { status, headers, data } = answer;
  // Without JSON it comes from something in front of GitHub.
  if (status === 401 && isRecord(data)) return { outcome: 'rejected' };
  if (status !== 403 || !isRecord(data) || rateLimited(answer)) return noVerdict(answer);
  const sso = headers['x-github-sso'];
  if (sso?.startsWith('required') === true) return refused('sso_required', [], ssoUrl(sso, host));
  return /archived/i.test(messageOf(data)) ? refused('archived') : null;
}
