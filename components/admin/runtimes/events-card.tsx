import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { IconName } from '#components/ui/sprite.tsx';
import type { AdminRuntimePage, GitEventView } from '#lib/runtimes/admin-view.ts';
import { agoWords } from '#lib/time-words.ts';

const shapes: Readonly<Record<GitEventView['kind'], IconName>> = {
  push: 'branch',
  ping: 'check',
  authorization_revoked: 'unplug',
  other: 'dots',
};

/** How many stand there at first; the rest is one press away. */
const shownFirst = 6;

function title({ kind, ref, subject, commit }: GitEventView): string {
  switch (kind) {
    case 'ping':
      return 'The webhook was set up';
    case 'authorization_revoked':
      return 'Somebody took back an authorization';
    case 'push':
      return subject ?? (commit === null ? `${ref ?? 'A branch'} was deleted` : `Push to ${ref ?? 'a branch'}`);
    case 'other':
      return subject ?? ref ?? 'Another event';
  }
}

function Row({ event, now }: { event: GitEventView; now: Date }) {
  const { kind, ref, commit, actor, receivedAt } = event;
  return (
    <li>
      <Icon name={shapes[kind]} />
      <div>
        <span className="cut" title={title(event)}>
          {title(event)}
        </span>
        {ref === null && commit === null && actor === null ? null : (
          <span className="sub">
            {kind === 'push' && ref !== null ? <span className="code">{ref}</span> : null}
            {commit === null ? null : <span className="font-mono">{commit.slice(0, 7)}</span>}
            {actor === null ? null : <span>{actor}</span>}
          </span>
        )}
      </div>
      <time dateTime={receivedAt} title={`${receivedAt.slice(0, 16).replace('T', ' ')} UTC`}>
        {agoWords(new Date(receivedAt), now)}
      </time>
    </li>
  );
}

/** The last events that the webhook delivered; they show up as they come. */
export function EventsCard({ page }: { page: AdminRuntimePage }) {
  const { events, webhook, repository, host } = page;
  const now = new Date(page.now);
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, shownFirst);
  return (
    <section className="card rt-card" aria-labelledby="events-title">
      <header>
        <h2 id="events-title">Git events</h2>
      </header>
      {events.length === 0 ? (
        <p className="hint">
          {webhook.state === 'active'
            ? `None has arrived yet. Push a commit to ${repository}: it shows up here within seconds. If it does not, look at the deliveries of the webhook at ${host}; it must be able to reach the address above.`
            : 'None can arrive: there is no webhook. Create it first.'}
        </p>
      ) : (
        <ol className="events">
          {shown.map((event) => (
            <Row key={event.id} event={event} now={now} />
          ))}
        </ol>
      )}
      {shown.length === events.length ? null : (
        <Button look="quiet" onClick={() => setAll(true)}>
          Show the last {events.length}
        </Button>
      )}
    </section>
  );
}
