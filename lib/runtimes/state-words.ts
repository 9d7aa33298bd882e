import { type StatusShape, type StatusTone, statusLooks } from '#lib/git-tokens/status-words.ts';
import type { AdminRuntimeRow, InstallationStep } from './admin-view.ts';

/** How a runtime stands, as a badge. */
export interface StateLook {
  readonly label: string;
  readonly tone: StatusTone;
  readonly shape: StatusShape;
}

/** The badge of a runtime; the state of its Git runtime token where that is what needs the administrator. Pure. */
export function stateLook({
  state,
  status,
  webhookState,
}: Pick<AdminRuntimeRow, 'state' | 'status' | 'webhookState'>): StateLook {
  switch (state) {
    case 'complete_installation':
      return { label: 'Complete installation', tone: 'info', shape: 'dashed' };
    case 'token':
      return statusLooks[status.code];
    case 'key':
      return { label: 'No runtime key', tone: 'broken', shape: 'octagon' };
    case 'webhook':
      return { label: webhookState === 'none' ? 'No webhook' : 'Webhook gone', tone: 'soon', shape: 'unplug' };
    case 'ready':
      return { label: 'Ready', tone: 'good', shape: 'check' };
  }
}

/** The steps of installing a runtime, each with what it is for. `runtime` is done once the runtime exists. */
export const installationSteps: readonly {
  readonly id: InstallationStep | 'runtime';
  readonly label: string;
  readonly what: string;
}[] = [
  { id: 'runtime', label: 'Runtime', what: 'Its name and its repository' },
  { id: 'token', label: 'Git runtime token', what: 'Its own access to Git' },
  { id: 'webhook', label: 'Webhook', what: 'Brings it every Git event' },
  { id: 'key', label: 'Runtime key', what: 'Lets it ask for credentials' },
];

/** `Everyone`, `3 people`; `Nobody yet` where it is open to members and has none. Pure. */
export function whoWords({ openTo, members }: Pick<AdminRuntimeRow, 'openTo' | 'members'>): string {
  if (openTo === 'everyone') return 'Everyone';
  if (members === 0) return 'Nobody yet';
  return members === 1 ? '1 person' : `${members} people`;
}
