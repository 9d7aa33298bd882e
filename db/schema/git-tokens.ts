import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.ts';
import { gitIntegrations, runtimes } from './runtimes.ts';
import { sessions, users } from './users.ts';

/**
 * A Git user token, which belongs to a person, or a Git runtime token, which belongs to a runtime: facts only. Its
 * status is derived by `lib/git-tokens/status.ts`.
 */
export const gitTokens = pgTable(
  'git_tokens',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** Whose Git user token it is; null for a Git runtime token. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** Whose Git runtime token it is; null for a Git user token. */
    runtimeId: uuid('runtime_id').references(() => runtimes.id, { onDelete: 'cascade' }),
    gitIntegrationId: uuid('git_integration_id')
      .notNull()
      .references(() => gitIntegrations.id, { onDelete: 'restrict' }),
    /** A kind of the provider: `oauth`, `classic`, `fine-grained`. */
    kind: text('kind').notNull(),
    /** Sealed. */
    accessToken: bytes('access_token').notNull(),
    /** Sealed; only for OAuth tokens that can be refreshed. */
    refreshToken: bytes('refresh_token'),
    /** Keyed digest of the token: finds the same token of the same user without opening any. */
    fingerprint: bytes('fingerprint').notNull(),
    lastFour: text('last_four').notNull(),
    /** The provider's own id of the account, pinned: another id is another person. Null until the first acceptance. */
    ownerId: text('owner_id'),
    ownerLogin: text('owner_login'),
    ownerAvatarUrl: text('owner_avatar_url'),
    /** Null where the provider does not list them. */
    scopes: text('scopes').array(),
    expiresAt: instant('expires_at'),
    expirySource: text('expiry_source', { enum: ['provider', 'user'] }),
    refreshExpiresAt: instant('refresh_expires_at'),
    /** What the provider said when it last said anything about the token itself. Null: it was never reached. */
    verdict: text('verdict', { enum: ['accepted', 'rejected'] }),
    verdictAt: instant('verdict_at'),
    acceptedAt: instant('accepted_at'),
    /** The last attempt to check, whatever came of it. */
    checkedAt: instant('checked_at'),
    /** Why the last attempt gave no verdict; null when it gave one. An `UnreachableReason`. */
    unreachableReason: text('unreachable_reason'),
    /** Why our side cannot use the token: `undecryptable`, `origin_changed`, `refresh_interrupted`, `refresh_rejected`. */
    unusableReason: text('unusable_reason'),
    /** When a runtime last said that git refused it. A report is no verdict: it has the token checked. */
    reportedAt: instant('reported_at'),
    /** Rises with every replacement of the secret; every write to it is fenced by it. */
    generation: integer('generation').notNull().default(1),
    refreshClaim: uuid('refresh_claim'),
    refreshClaimUntil: instant('refresh_claim_until'),
    refreshDispatchedAt: instant('refresh_dispatched_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('git_tokens_fingerprint').on(table.userId, table.gitIntegrationId, table.fingerprint),
    index('git_tokens_integration').on(table.gitIntegrationId),
    uniqueIndex('git_tokens_runtime').on(table.runtimeId).where(sql`runtime_id is not null`),
    check('git_tokens_one_owner', sql`(user_id is null) <> (runtime_id is null)`),
  ],
);

/** The link (user, runtime) → token, each made explicitly, with what the token can do in that runtime's repository. */
export const authorizations = pgTable(
  'authorizations',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    runtimeId: uuid('runtime_id')
      .notNull()
      .references(() => runtimes.id, { onDelete: 'cascade' }),
    gitTokenId: uuid('git_token_id')
      .notNull()
      .references(() => gitTokens.id, { onDelete: 'cascade' }),
    /** A `RepositoryAccess['access']`, or `unknown` until it was first told. */
    access: text('access').notNull().default('unknown'),
    /** What is missing, in the provider's words: scopes or permissions. */
    missing: text('missing').array().notNull().default(sql`'{}'`),
    /** Where the person can mend it at the provider: single sign-on. */
    remedyUrl: text('remedy_url'),
    accessCheckedAt: instant('access_checked_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.runtimeId] }),
    index('authorizations_groups').on(table.userId, table.gitTokenId, table.access),
    index('authorizations_token').on(table.gitTokenId),
    index('authorizations_runtime').on(table.runtimeId),
  ],
);

/** One walk to a provider's consent page and back: single use, ten minutes, bound to session, integration, runtime. */
export const oauthStates = pgTable(
  'oauth_states',
  {
    /** SHA-256 of the state parameter. */
    digest: bytes('digest').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    gitIntegrationId: uuid('git_integration_id')
      .notNull()
      .references(() => gitIntegrations.id, { onDelete: 'cascade' }),
    runtimeId: uuid('runtime_id')
      .notNull()
      .references(() => runtimes.id, { onDelete: 'cascade' }),
    /** What the token is for: the person's own, or the runtime's. A `Purpose`. */
    purpose: text('purpose', { enum: ['user', 'runtime'] })
      .notNull()
      .default('user'),
    acceptOtherOwner: boolean('accept_other_owner').notNull(),
    /** Sealed PKCE verifier. */
    codeVerifier: bytes('code_verifier').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('oauth_states_expiry').on(table.expiresAt)],
);

/** One row per key: a known text sealed with it, so that a wrong key is found at start and not at the first token. */
export const cipherKeys = pgTable('cipher_keys', {
  keyId: text('key_id').primaryKey(),
  sentinel: bytes('sentinel').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});
