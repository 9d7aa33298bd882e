import type { UserRow } from '#lib/users/view.ts';
import type { UserChange } from './user-actions.ts';

/** What a change says: before it is done, in the dialog, and after it. */
export interface ChangeWords {
  readonly title: string;
  /** One sentence for each thing that happens. */
  readonly happens: readonly string[];
  readonly button: string;
  readonly done: string;
}

function runtimes(count: number): string {
  return count === 1 ? 'the 1 runtime' : `the ${count} runtimes`;
}

/** Pure. */
export function changeWords(change: UserChange, { name, authorized }: UserRow): ChangeWords {
  switch (change) {
    case 'disable':
      return {
        title: `Disable ${name}?`,
        happens: [
          'Every session ends at once, and signing in is refused.',
          authorized === 0
            ? 'No runtime gets a credential in their name.'
            : `No runtime gets a credential in their name any more: commits to ${runtimes(authorized)} they authorized fail.`,
          'Their tokens stay here, sealed, and work at the provider as before. They count again when the account is enabled.',
        ],
        button: 'Disable',
        done: `${name} is disabled.`,
      };
    case 'enable':
      return {
        title: `Enable ${name}?`,
        happens: [
          'Signing in works again, as before.',
          authorized === 0
            ? 'They had authorized no runtime.'
            : `Their tokens count again: ${runtimes(authorized)} they authorized can commit in their name.`,
        ],
        button: 'Enable',
        done: `${name} is enabled.`,
      };
    case 'password':
      return {
        title: `Make a new password for ${name}?`,
        happens: [
          'The password they have is good no more, and every session of theirs ends at once.',
          'The new one is shown to you once, to give to them. They can change it under their account.',
          'Their tokens and what they authorized stay as they are.',
        ],
        button: 'Make a new password',
        done: `${name} has a new password.`,
      };
    case 'promote':
      return {
        title: `Make ${name} an administrator?`,
        happens: [
          'They install and remove runtimes, set up Git integrations, and say who may use what, from their next click on.',
          'They can add, disable and promote people, you among them.',
          'Nobody’s token is shown to them: administrators see states, never tokens.',
        ],
        button: 'Make administrator',
        done: `${name} is an administrator.`,
      };
    case 'demote':
      return {
        title: `Make ${name} an ordinary user?`,
        happens: [
          'The pages under Administration are gone for them from their next click on.',
          'Their own tokens and the runtimes they may use stay as they are.',
        ],
        button: 'Make ordinary user',
        done: `${name} is an ordinary user.`,
      };
  }
}
