import { adminRole } from '#lib/git-providers/admin-role.ts';
import type { Failure } from '#lib/result.ts';

type Detail = NonNullable<Failure['detail']>;

function list(detail: Detail, key: string): string {
  const value = detail[key];
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

/** Scopes are had by another token, a role by nobody but the repository's owner. */
function sayMissing(detail: Detail): string {
  const all = list(detail, 'missing');
  const scopes = all
    .split(', ')
    .filter((name) => name !== adminRole)
    .join(', ');
  const token = `The token lacks ${scopes}. Create one with it, or edit its permissions, then try again.`;
  if (scopes === all) return token;
  const role = `The account of the token needs the ${adminRole}, for its webhook. Ask the owner for it, or use the token of an account that has it.`;
  return scopes === '' ? role : `${token} ${role}`;
}

interface Entry {
  readonly status: number;
  /** Says what happened and the one next step. */
  readonly message: (detail: Detail) => string;
}

/** Every expected failure: its words and its HTTP status. The only place where a code becomes a sentence. */
export const failures = {
  signed_out: { status: 401, message: () => 'Your session has ended. Sign in again; nothing was changed.' },
  not_administrator: { status: 404, message: () => 'This does not exist, or it is not yours to see.' },
  not_found: { status: 404, message: () => 'This does not exist, or it is not yours to see.' },
  invalid_input: {
    status: 422,
    message: (d) => `${d['field'] ? `${String(d['field'])}: ` : ''}${String(d['problem'] ?? 'not valid')}.`,
  },
  token_required: { status: 422, message: () => 'Paste a personal access token.' },
  token_too_long: { status: 422, message: () => 'That is longer than any token. Paste the token alone.' },
  token_invisible_character: {
    status: 422,
    message: () => 'The text holds an invisible character. Copy the token again with the copy button of its page.',
  },
  token_invalid_characters: {
    status: 422,
    message: () => 'A token has no spaces, line breaks or special letters inside. Paste the token alone.',
  },
  token_is_private_key: {
    status: 422,
    message: () => 'That is a key file, not a personal access token. Create a token at the provider.',
  },
  token_wrong_kind: {
    status: 422,
    message: (d) => `That is ${String(d['what'])}, which cannot be used here. Paste a personal access token.`,
  },
  token_mistyped: {
    status: 422,
    message: () => 'The token looks mistyped: its last characters do not match the rest. Copy it again.',
  },
  token_rejected: {
    status: 422,
    message: (d) => `${String(d['host'])} does not accept this token: it is mistyped, expired or revoked.`,
  },
  token_duplicate: {
    status: 409,
    message: () => 'This runtime already uses this token. It was checked just now and nothing else changed.',
  },
  missing_scope: {
    status: 422,
    message: sayMissing,
  },
  read_only: {
    status: 422,
    message: (d) =>
      `${String(d['login'])} may not write to ${String(d['repository'])}. Ask its owner for write access.`,
  },
  no_access: {
    status: 422,
    message: (d) =>
      `This token cannot see ${String(d['repository'])}. Give the token access to it, or check that ${String(d['login'])} is a member.`,
  },
  archived: { status: 422, message: (d) => `${String(d['repository'])} is archived: nobody can write to it.` },
  policy: {
    status: 422,
    message: (d) =>
      `The organization of ${String(d['repository'])} does not admit this token, or has yet to approve it.`,
  },
  sso_required: {
    status: 422,
    message: (d) =>
      `The organization of ${String(d['repository'])} asks for single sign-on. Authorize the token there, then try again.`,
  },
  other_owner: {
    status: 409,
    message: (d) =>
      `This token belongs to ${String(d['login'])}; so far you used ${String(d['previousLogin'])}. Confirm to switch.`,
  },
  expiry_in_past: { status: 422, message: () => 'The expiry date has passed.' },
  no_oauth_application: {
    status: 409,
    message: () => 'OAuth is not set up for this Git integration. Ask an administrator.',
  },
  no_token: { status: 409, message: () => 'There is no token for this runtime any more. Reload the page.' },
  reconnect_required: {
    status: 409,
    message: () => 'This token cannot be used any more. Authorize again, or add another one.',
  },
  changed_meanwhile: {
    status: 409,
    message: () => 'This was changed in another window meanwhile. The page shows how it is now.',
  },
  unreachable: {
    status: 503,
    message: (d) => `${String(d['host'])} could not be reached. Nothing was changed; try again in a while.`,
  },
  oauth_misconfigured: {
    status: 502,
    message: (d) =>
      `${String(d['host'])} refused this application. Tell an administrator: its client ID or secret is wrong. Your token is unchanged.`,
  },
  oauth_denied: { status: 400, message: () => 'Access was not granted. Nothing was changed.' },
  oauth_state_missing: {
    status: 400,
    message: () => 'This address is only for the way back from the provider. Start again from User Settings.',
  },
  oauth_state_unknown: {
    status: 400,
    message: () => 'This authorization was not started in this session. Nothing was changed; start again.',
  },
  oauth_state_used: {
    status: 400,
    message: () => 'This authorization was finished already. Nothing was changed by coming here again.',
  },
  oauth_state_expired: {
    status: 400,
    message: () => 'This authorization took longer than ten minutes. Nothing was changed; start again.',
  },
  oauth_wrong_integration: {
    status: 400,
    message: () => 'The answer came back for another Git integration. Nothing was changed; start again.',
  },
  oauth_issuer_mismatch: {
    status: 400,
    message: () => 'The answer came from another server than the one asked. Nothing was changed; start again.',
  },
  oauth_code_invalid: {
    status: 400,
    message: () => 'The provider did not accept the code it gave. Nothing was changed; start again.',
  },
  oauth_invalid_response: {
    status: 502,
    message: (d) => `${String(d['host'])} gave an answer that is no token. Nothing was changed; try again.`,
  },
  too_many_attempts: { status: 429, message: () => 'Too many attempts. Try again in a quarter of an hour.' },
  wrong_credentials: { status: 401, message: () => 'E-mail or password is wrong.' },
  wrong_password: { status: 422, message: () => 'That is not your current password. Nothing was changed.' },
  no_password: {
    status: 409,
    message: () => 'This account signs in at the organization and has no password here.',
  },
  email_taken: { status: 409, message: () => 'There is an account with this e-mail address already.' },
  own_account: {
    status: 409,
    message: () => 'This is your own account. Ask another administrator to change it.',
  },
  oidc_email_taken: {
    status: 409,
    message: () =>
      'There is a local account with your e-mail address. Sign in with its password, or ask an administrator.',
  },
  oidc_no_email: {
    status: 403,
    message: () => 'Your organization’s sign-in told us no verified e-mail address. Ask an administrator.',
  },
  oidc_failed: { status: 400, message: () => 'Signing in at your organization did not work. Try again.' },
  already_set_up: { status: 409, message: () => 'Git Tokens is set up already. Sign in.' },
  name_taken: { status: 409, message: () => 'That name is taken.' },
  origin_taken: { status: 409, message: () => 'There is a Git integration for this address already.' },
  already_added: {
    status: 409,
    message: () =>
      'This Git integration was added already, with other settings. Change it on its own page, in the list.',
  },
  cannot_resolve: {
    status: 422,
    message: (d) =>
      `${String(d['field'])}: this server finds no host named ${String(d['host'])}. Check the spelling, or the server’s DNS.`,
  },
  origin_change: {
    status: 409,
    message: (d) =>
      `Moving from ${String(d['oldHost'])} to ${String(d['newHost'])} makes ${String(d['tokens'])} stored tokens unusable. Confirm to go on.`,
  },
  integration_in_use: {
    status: 409,
    message: (d) =>
      `${d['runtimes'] === 1 ? 'A runtime uses' : `${String(d['runtimes'])} runtimes use`} this Git integration. Remove ${d['runtimes'] === 1 ? 'it' : 'them'} first.`,
  },
  webhook_forged: { status: 401, message: () => 'This delivery is not signed as agreed, or nobody expects it here.' },
  webhook_malformed: { status: 400, message: () => 'This delivery is not one that this Git provider sends.' },
  too_many_deliveries: {
    status: 429,
    message: (d) => `Too many deliveries. Send the next one in ${String(d['retryAfterSeconds'])} seconds.`,
  },
  no_runtime_token: {
    status: 409,
    message: () => 'This runtime has no Git runtime token yet. Set it first.',
  },
  too_many_keys: {
    status: 409,
    message: () => 'This runtime has two keys already. Revoke the one that is not used any more, then make another.',
  },
  webhook_address: {
    status: 422,
    message: (d) =>
      `${String(d['host'])} does not deliver to ${String(d['publicUrl'])}. Set PUBLIC_URL to an address it can reach, then try again.`,
  },
  webhook_limit: {
    status: 422,
    message: (d) => `${String(d['repository'])} has as many webhooks as it may. Remove one there, then try again.`,
  },
  webhook_refused: {
    status: 502,
    message: (d) =>
      `${String(d['host'])} did not take the webhook. Nothing was changed there; try again, or go on without it.`,
  },
  unexpected: {
    status: 500,
    message: (d) =>
      `Something went wrong on the server. Reload the page to see how things are now.${d['requestId'] ? ` (${String(d['requestId'])})` : ''}`,
  },
} as const satisfies Record<string, Entry>;

export type FailureCode = keyof typeof failures;

/** The sentence for a failure. */
export function failureMessage(failure: { readonly code: string; readonly detail?: Detail | undefined }): string {
  const entry = (failures as Record<string, Entry>)[failure.code];
  return entry === undefined ? 'Something went wrong. Nothing was changed.' : entry.message(failure.detail ?? {});
}

/** The HTTP status for a failure. */
export function failureStatus(code: FailureCode): number {
  return failures[code].status;
}
