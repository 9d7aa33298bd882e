import type { ReactNode } from 'react';
import { AccessCard } from './access-card.tsx';
import { EventsCard } from './events-card.tsx';
import { KeysCard } from './keys-card.tsx';
import { RuntimeAttention } from './runtime-attention.tsx';
import { RuntimeHeader } from './runtime-header.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { TokenCard } from './token-card.tsx';
import { WebhookCard } from './webhook-card.tsx';

/** The page of an installed runtime, what needs the administrator first. */
export function RuntimeView({ notices, ...parts }: RuntimeParts & { notices: ReactNode }) {
  return (
    <>
      <RuntimeHeader {...parts} />
      {notices}
      <RuntimeAttention {...parts} />
      <div className="rt-grid">
        <div className="rt-column">
          <TokenCard {...parts} />
          <WebhookCard {...parts} />
          <EventsCard page={parts.runtime.page} />
        </div>
        <div className="rt-column">
          <KeysCard {...parts} />
          <AccessCard {...parts} />
        </div>
      </div>
    </>
  );
}
