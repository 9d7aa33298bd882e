import type { IconName } from '#components/ui/sprite.tsx';
import type { IntegrationView, RuntimeRow } from '#lib/runtimes/view.ts';
import { type Command, type Offer, buttonsFor, lacksToken } from './row-offers.ts';

/** Everything else the row's menu offers, in groups. */
export function menuFor(row: RuntimeRow, integration: IntegrationView, canReuse: boolean): readonly (Offer | 'line')[] {
  const { token } = row;
  const shown = new Set(buttonsFor(row, integration).flatMap((offer) => ('command' in offer ? [offer.command] : [])));
  const offers: (Offer & { command: Command })[] = [];
  const offer = (command: Command, label: string, icon: IconName, when: boolean) => {
    if (when && !shown.has(command)) offers.push({ command, label, icon, look: 'quiet' });
  };
  offer('check', 'Check now', 'refresh', token !== null);
  offer('authorize', 'Authorize with OAuth', 'key', integration.hasOAuth);
  offer('add', token === null ? 'Add token' : 'Update token', 'plus', true);
  offer('reuse', 'Use an existing token…', 'link', canReuse);
  offer('others', 'Use for other runtimes…', 'branch', token !== null && !lacksToken(row));
  const links: (Offer | 'line')[] = [
    ...(offers.length > 0 ? (['line'] as const) : []),
    ...(token === null
      ? []
      : [{ label: `Manage on ${integration.host}`, icon: 'external', look: 'quiet', href: token.manageUrl } as const]),
    { label: 'Open the repository', icon: 'branch', look: 'quiet', href: row.repositoryUrl },
  ];
  if (token !== null) links.push('line', { command: 'delete', label: 'Delete token', icon: 'trash', look: 'quiet' });
  return [...offers, ...links];
}
