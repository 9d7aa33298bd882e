import { Icon } from '#components/ui/icon.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { RuntimeRow } from '#lib/runtimes/view.ts';
import type { Command, Offer } from './row-offers.ts';
import type { Pending } from './runtime-row.tsx';

const looks = { primary: 'btn btn-primary', soft: 'btn btn-soft', plain: 'btn', quiet: 'btn btn-quiet' } as const;
const runs: Readonly<Partial<Record<Command, Pending>>> = { authorize: 'leaving', check: 'checking' };

export const noOAuthReason =
  'OAuth is not set up for this Git integration. Ask an administrator to add its OAuth application.';

/** A next step of a row. A blocked one can be focused and says why, by hover, by press and to screen readers; a running one cannot be started twice. */
export function OfferButton({
  offer,
  row,
  busy,
  describedBy,
  onCommand,
}: {
  offer: Offer;
  row: RuntimeRow;
  busy: Pending | undefined;
  describedBy: string;
  onCommand: (command: Command, row: RuntimeRow) => void;
}) {
  if ('href' in offer) {
    return (
      <a
        className={looks[offer.look]}
        href={offer.href}
        target="_blank"
        rel="noreferrer"
        aria-describedby={describedBy}
        onClick={() => onCommand('visit', row)}
      >
        {offer.label}
        <Icon name="external" small />
      </a>
    );
  }
  const { command, blocked = false } = offer;
  const running = busy !== undefined && runs[command] === busy;
  return (
    <button
      type="button"
      className={looks[offer.look]}
      aria-describedby={blocked ? `${describedBy} no-oauth` : describedBy}
      aria-disabled={blocked || undefined}
      aria-busy={running || undefined}
      title={blocked ? noOAuthReason : undefined}
      onClick={(event) => {
        // A double-click is one: its second half may land on the row when a dialog has just closed.
        if (event.detail > 1) return;
        // A finger has no hover, so that pressing says the reason too.
        if (blocked) showToast({ text: noOAuthReason, tone: 'muted' });
        else if (busy === undefined) onCommand(command, row);
      }}
    >
      {running ? <span className="spin" aria-hidden="true" /> : null}
      {offer.label}
    </button>
  );
}
