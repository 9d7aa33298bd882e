import { Icon } from '#components/ui/icon.tsx';
import { attentionHeadline } from '#lib/git-tokens/attention-words.ts';
import { statusWords } from '#lib/git-tokens/status-words.ts';
import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';
import { OfferButton } from './offer-button.tsx';
import { type Command, buttonsFor, factsOf } from './row-offers.ts';
import type { Pending } from './runtime-row.tsx';

/** What needs the person first: what happened, why, what it affects, and the one next step. */
export function AttentionBanner({
  page,
  pending,
  onCommand,
  onShowAll,
}: {
  page: RuntimePage;
  pending: ReadonlyMap<string, Pending>;
  onCommand: (command: Command, row: RuntimeRow) => void;
  onShowAll: () => void;
}) {
  const row = page.attention;
  const integration = row === null ? undefined : page.integrations[row.integrationId];
  if (row === null || integration === undefined) return null;
  const facts = factsOf(row, integration, new Date(page.now));
  const { tone, shape, sentence } = statusWords(facts);
  const step = buttonsFor(row, integration).findLast((offer) => offer.blocked !== true);
  const others = page.counts.needs_me - (tone === 'broken' || tone === 'info' ? 1 : 0);
  return (
    <section className={`attention tone-${tone}`} aria-label="Needs you first">
      <Icon name={shape} />
      <div>
        <b id="attention">{attentionHeadline(facts)}</b>
        <p>
          {sentence}{' '}
          {others > 0 ? (
            <button type="button" className="link" onClick={onShowAll}>
              {others === 1 ? 'One more needs you' : `${others} more need you`}
            </button>
          ) : null}
        </p>
      </div>
      {step === undefined ? null : (
        <OfferButton
          offer={{ ...step, look: 'primary' }}
          row={row}
          busy={pending.get(row.id)}
          describedBy="attention"
          onCommand={onCommand}
        />
      )}
    </section>
  );
}
