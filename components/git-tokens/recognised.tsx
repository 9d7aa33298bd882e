import { Icon } from '#components/ui/icon.tsx';
import type { Recognition } from '#lib/git-providers/provider.ts';

/** What the pasted text looks like, said at once and before anything is sent. */
export function Recognised({ seen, host, id }: { seen: Recognition | null; host: string; id: string }) {
  return (
    <p id={id} className="hint recognised" aria-live="polite">
      {say(seen, host)}
    </p>
  );
}

function say(seen: Recognition | null, host: string) {
  if (seen === null) return 'Spaces around it do not matter. It is checked, sealed, and never shown again.';
  switch (seen.verdict) {
    case 'token':
      return (
        <span className="text-good">
          <Icon name="check" small /> Looks like a {seen.kind.label}.
        </span>
      );
    case 'unknown':
      return `Not a form known here; ${host} decides.`;
    case 'wrong_kind':
      return (
        <span className="text-broken">
          <Icon name="octagon" small /> That is {seen.what}, which cannot be used here.
        </span>
      );
    case 'mistyped':
      return (
        <span className="text-broken">
          <Icon name="octagon" small /> Something is missing or mistyped: its last characters do not match the rest.
        </span>
      );
  }
}
