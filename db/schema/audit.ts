import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What happened, by whom, with what outcome: only ever added to, and never a secret. No foreign keys: a record outlives
 * what it is about. A `credential.issue` that is `ok` was decided and goes out with the answer, unless a
 * `credential.withhold` of the same key, person and token follows: then nothing was handed out. What was handed out is
 * the one less the other.
 */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    /** Noun and verb: `credential.issue`, `credential.report`, `runtime_key.create`. */
    action: text('action').notNull(),
    /** `ok`, or the code of the failure. */
    outcome: text('outcome').notNull(),
    /** Whose token it was about, or whose page it was done on. */
    userId: uuid('user_id'),
    /** The administrator who did it; null for a runtime's act. */
    actorId: uuid('actor_id'),
    runtimeId: uuid('runtime_id'),
    runtimeKeyId: uuid('runtime_key_id'),
    gitIntegrationId: uuid('git_integration_id'),
    gitTokenId: uuid('git_token_id'),
    /** The address the request came from. */
    address: text('address'),
  },
  (table) => [
    index('audit_events_key').on(table.runtimeKeyId, table.at),
    index('audit_events_user').on(table.userId, table.at),
  ],
);
