import type { WebhookRefusal } from '#lib/git-providers/provider.ts';

/** What the sentences about one removal are made of. */
export interface RemovalPlace {
  readonly repository: string;
  /** `github.com`. */
  readonly host: string;
}

/** A token that was deleted here and is still valid at its provider. */
export interface TokenLeft {
  /** Whose it was; null: the runtime's own. */
  readonly person: string | null;
  readonly kindLabel: string;
  readonly lastFour: string;
  readonly login: string | null;
  /** `not_ours`: not asked for, because it may serve elsewhere. `failed`: the provider did not do it. */
  readonly why: 'not_ours' | 'failed';
}

/** Most tokens named one by one. */
const named = 10;

function refusal(why: WebhookRefusal | null, host: string): string {
  if (why === null) return 'the runtime has no token that could be used for it';
  switch (why.outcome) {
    case 'unreachable':
      return `${host} could not be reached`;
    case 'rejected':
      return `${host} does not accept the Git runtime token any more`;
    case 'checked':
      return why.missing.length > 0
        ? `the Git runtime token lacks ${why.missing.join(', ')}`
        : 'the Git runtime token may not remove it';
    case 'refused':
      return `${host} did not do it`;
  }
}

/** That a webhook could not be removed, and why. Pure. */
export function webhookLeftWords(why: WebhookRefusal | null, { repository, host }: RemovalPlace): string {
  return `The webhook of ${repository} may still be there: ${refusal(why, host)}. Remove it at ${host}.`;
}

function tokenWords({ person, kindLabel, lastFour, login, why }: TokenLeft, host: string): string {
  const whose = person === null ? 'The Git runtime token' : `A token of ${person}`;
  const which = `${whose} (${kindLabel} …${lastFour}${login === null ? '' : ` of ${login}`})`;
  if (why === 'not_ours')
    return `${which} was only forgotten here. Revoke it at ${host}, unless it serves elsewhere too.`;
  return `${which} could not be revoked. ${login ?? 'Its owner'} can do that at ${host}.`;
}

/** What became of the tokens that were not revoked, the first few one by one. Pure. */
export function tokensLeftWords(tokens: readonly TokenLeft[], { host }: RemovalPlace): readonly string[] {
  const sentences = tokens.slice(0, named).map((token) => tokenWords(token, host));
  const more = tokens.length - sentences.length;
  if (more <= 0) return sentences;
  const which = more === 1 ? '1 more token' : `${more} more tokens`;
  return [...sentences, `${which} could not be revoked at ${host}; the owners can do that there.`];
}
