import { sql } from 'drizzle-orm';
import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.ts';

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
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('runtimes_name').on(sql`lower(${table.name})`),
    index('runtimes_git_integration').on(table.gitIntegrationId),
  ],
);
