import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { runtimeTokenHeadline } from '#lib/git-runtime-tokens/token-words.ts';
import type { AdminRuntimeRow, RuntimeState } from '#lib/runtimes/admin-view.ts';
import { stateLook } from '#lib/runtimes/state-words.ts';

/** The runtime that needs the administrator first, and how many more do. */
export function ListAttention({
  row,
  counts,
  now,
}: {
  row: AdminRuntimeRow;
  counts: Readonly<Record<RuntimeState, number>>;
  now: string;
}) {
  const { tone, shape, label } = stateLook(row);
  const more = counts.token + counts.key + counts.webhook + counts.complete_installation - 1;
  const [headline, sentence] = words(row, label, now);
  return (
    <section className={`attention tone-${tone}`} aria-label="Needs you first">
      <Icon name={shape} />
      <div>
        <b>{headline}</b>
        <p>
          {sentence}
          {more === 0 ? '' : more === 1 ? ' One more runtime needs you.' : ` ${more} more runtimes need you.`}
        </p>
      </div>
      <PageLink className="btn" href={`/admin/runtimes/${row.id}`}>
        {row.state === 'complete_installation' ? 'Complete installation' : `Open ${row.name}`}
      </PageLink>
    </section>
  );
}

function words(row: AdminRuntimeRow, label: string, now: string): readonly [string, string] {
  const { name, state, repository, webhookState, installedAt } = row;
  if (state === 'complete_installation') {
    return installedAt === null
      ? [`${name} is not installed yet.`, 'A few steps are left. People see it once they are done.']
      : [`${name} is not fully installed.`, 'People see it already. A few steps are left.'];
  }
  if (state === 'key') return [`${name} has no runtime key.`, 'It gets no credentials: nobody can commit from it.'];
  if (state === 'webhook') {
    const what = webhookState === 'gone' ? `The webhook of ${name} is gone.` : `${name} has no webhook.`;
    return [what, `No Git event of ${repository} reaches it.`];
  }
  return [
    runtimeTokenHeadline({ ...row, token: null, now }),
    `Its Git runtime token${label === 'Expiring soon' ? ' expires soon' : `: ${label}`}.`,
  ];
}
