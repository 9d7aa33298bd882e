import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.ts';
import { users } from './users.ts';

/** One configured instance of a Git provider. */
export const gitIntegrations = pgTable(
  'git_integrations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** A `GitProvider.id`. */
    provider: text('provider').notNull(),
    name: text('name').notNull(),
    /** Canonical, for example `https://github.com`: scheme, host, port; no trailing slash. In the seal of every token. */
    origin: text('origin').notNull(),
    /** Canonical, for example `https://api.github.com`; no trailing slash. */
    apiBase: text('api_base').notNull(),
    oauthClientId: text('oauth_client_id'),
    /** Sealed. */
    oauthClientSecret: bytes('oauth_client_secret'),
    /** PEM, for hosts with their own certificate authority. */
    caBundle: text('ca_bundle'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('git_integrations_origin').on(table.provider, table.origin),
    uniqueIndex('git_integrations_name').on(sql`lower(${table.name})`),
  ],
);

/** A GitOps runtime. */
export const runtimes = pgTable(
  'runtimes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    gitIntegrationId: uuid('git_integration_id')
      .notNull()
      .references(() => gitIntegrations.id, { onDelete: 'restrict' }),
    /** The shared configuration repository, as the provider writes it: `owner/name`. */
    repository: text('repository').notNull(),
    /** Who may use it: everyone, or those in `runtime_members`. */
    openTo: text('open_to', { enum: ['everyone', 'members'] })
      .notNull()
      .default('everyone'),
    /** When its installation was first complete; null: only administrators see it yet. */
    installedAt: instant('installed_at'),
    /** What its Git runtime token may do in its repository: a `RepositoryAccess['access']`, or `unknown`. */
    tokenAccess: text('token_access').notNull().default('unknown'),
    tokenMissing: text('token_missing').array().notNull().default(sql`'{}'`),
    tokenRemedyUrl: text('token_remedy_url'),
    tokenAccessCheckedAt: instant('token_access_checked_at'),
    /** The provider's id of its webhook, as text; null: none was created. */
    webhookId: text('webhook_id'),
    /** Sealed: what the provider signs deliveries with. Made before the webhook, and kept when that is made again. */
    webhookSecret: bytes('webhook_secret'),
    webhookCheckedAt: instant('webhook_checked_at'),
    /** When the webhook was found gone at the provider; null: it was there when last looked at. */
    webhookGoneAt: instant('webhook_gone_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('runtimes_name').on(sql`lower(${table.name})`),
    index('runtimes_git_integration').on(table.gitIntegrationId),
    // The exceptions that lib/runtimes/may-use.ts joins against.
    index('runtimes_restricted').on(table.gitIntegrationId).where(sql`open_to = 'members' or installed_at is null`),
  ],
);

/** Who may use a runtime that is not open to everyone. */
export const runtimeMembers = pgTable(
  'runtime_members',
  {
    runtimeId: uuid('runtime_id')
      .notNull()
      .references(() => runtimes.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.runtimeId, table.userId] }), index('runtime_members_user').on(table.userId)],
);

/** The bearer secrets by which a runtime authenticates to the credential API; two live ones at most. */
export const runtimeKeys = pgTable(
  'runtime_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    runtimeId: uuid('runtime_id')
      .notNull()
      .references(() => runtimes.id, { onDelete: 'cascade' }),
    /** The part of the key that may be shown: `gtr_<handle>_…`. */
    handle: text('handle').notNull(),
    /** Keyed digest of the whole key: nothing to try, and nothing a thief of the table could insert. */
    digest: bytes('digest').notNull(),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [uniqueIndex('runtime_keys_digest').on(table.digest), index('runtime_keys_runtime').on(table.runtimeId)],
);

/** Git events that a runtime's webhook delivered, for seeing that they arrive. Kept for a week at least. */
export const gitEvents = pgTable(
  'git_events',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    runtimeId: uuid('runtime_id')
      .notNull()
      .references(() => runtimes.id, { onDelete: 'cascade' }),
    /** The provider's id of the delivery: a second one of the same id is the same event. */
    deliveryId: text('delivery_id').notNull(),
    /** A `GitEvent['kind']`. */
    kind: text('kind').notNull(),
    /** The provider's name of an event of kind `other`, and the ref of a push. */
    ref: text('ref'),
    commit: text('commit'),
    /** The first line of the last commit's message. */
    subject: text('subject'),
    /** The provider's login of who caused it. */
    actor: text('actor'),
    receivedAt: instant('received_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('git_events_delivery').on(table.runtimeId, table.deliveryId),
    index('git_events_received').on(table.runtimeId, table.receivedAt),
  ],
);
