import type { IconName } from '#components/ui/sprite.tsx';
import { statusGroups } from '#lib/git-tokens/status.ts';
import type { StatusFacts } from '#lib/git-tokens/status-words.ts';
import type { IntegrationView, RuntimeRow } from '#lib/runtimes/view.ts';

/** `visit`: the provider's page was opened, so look again when the person is back. */
export type Command = 'authorize' | 'add' | 'check' | 'reuse' | 'others' | 'delete' | 'visit';

/** Something a row offers: a command of ours, or a page of the provider. `blocked`: shown, with the reason, not done. */
export type Offer = {
  readonly label: string;
  readonly icon: IconName;
  readonly look: 'primary' | 'soft' | 'plain' | 'quiet';
  readonly blocked?: boolean;
} & ({ readonly command: Command } | { readonly href: string });

/** Whether the row lacks a working token. */
export function lacksToken(row: RuntimeRow): boolean {
  const group = statusGroups[row.status.code];
  return group === 'none' || group === 'broken';
}

/** The facts a row's words are said from. */
export function factsOf(row: RuntimeRow, integration: IntegrationView, now: Date): StatusFacts {
  return {
    status: row.status,
    runtime: row.name,
    repository: row.repository,
    provider: integration.providerLabel,
    host: integration.host,
    login: row.token?.login ?? null,
    expiresAt: row.token?.expiresAt ?? null,
    now,
  };
}

/** The next steps of a row, the least urgent first: at most two, and the last is the one to take. */
export function buttonsFor(row: RuntimeRow, integration: IntegrationView): readonly Offer[] {
  const { status, token } = row;
  const { hasOAuth } = integration;
  // What broke calls louder than what was never set up.
  const call = status.code === 'not_authorized' ? 'soft' : 'primary';
  const check: Offer = { label: 'Check now', icon: 'refresh', look: 'quiet', command: 'check' };
  const authorize: Offer = {
    label: 'Authorize with OAuth',
    icon: 'key',
    look: hasOAuth ? call : 'plain',
    command: 'authorize',
    blocked: !hasOAuth,
  };
  const paste: Offer = {
    label: token === null ? 'Add token' : 'Update token',
    icon: 'plus',
    look: hasOAuth ? 'plain' : call,
    command: 'add',
  };
  switch (status.code) {
    case 'authorized':
    case 'unreachable':
    case 'not_checked':
      return [check];
    case 'expiring_soon':
      return token?.kind === 'oauth' && hasOAuth
        ? [{ ...authorize, label: 'Reconnect', look: 'plain' }]
        : [{ ...paste, look: 'plain' }];
    case 'sso_required':
      if (status.remedyUrl === null) break;
      return [
        { ...authorize, look: 'plain' },
        { label: 'Single sign-on', icon: 'external', look: 'primary', href: status.remedyUrl },
      ];
    default:
  }
  return hasOAuth ? [paste, authorize] : [authorize, paste];
}
