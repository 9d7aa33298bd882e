import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import pMap from 'p-map';
import type { Database } from '#db/client.ts';
import { authorizations } from '#db/schema/git-tokens.ts';
import { runtimes } from '#db/schema/runtimes.ts';
import { UnknownKeyError } from '#lib/cipher.ts';
import type { OpenIntegration } from '#lib/git-integrations/open.ts';
import type { Inspection, Purpose } from '#lib/git-providers/provider.ts';
import { lockRuntime, writeRuntimeAccess } from '#lib/git-runtime-tokens/store.ts';
import { logger } from '#lib/logger.ts';
import { finishInstallation } from '#lib/runtimes/finish-installation.ts';
import { mayUse } from '#lib/runtimes/may-use.ts';
import type { Secret } from '#lib/secret.ts';
import { needsRefresh, refreshToken } from './refresh.ts';
import { accessColumns, inspectionColumns, openAccessToken, type TokenRow, type Tx, writeFacts } from './store.ts';

/** How many runtimes of a token are looked at in one check; more only where somebody asks about more. */
const servedLimit = 20;
const concurrency = 4;

interface Served {
  readonly id: string;
  readonly repository: string;
}

/**
 * Asks the provider about a token, a person's or a runtime's, and about the repositories it serves: `first` of those who
 * ask, then of those that were not looked at for longest. One refusal is enough: somebody has reason to ask. A provider
 * that gives no verdict changes nothing but the time of the attempt, and a process that was not given the token's key
 * nothing at all.
 */
export async function checkRow(
  db: Database,
  stored: TokenRow,
  integration: OpenIntegration,
  now: Date,
  first: readonly string[] = [],
): Promise<void> {
  try {
    await askAndWrite(db, stored, integration, now, first);
  } catch (error) {
    if (!(error instanceof UnknownKeyError)) throw error;
    logger().error(
      { keyId: error.keyId, tokenId: stored.id },
      'a token is sealed with a key this process was not given',
    );
  }
}

async function askAndWrite(
  db: Database,
  stored: TokenRow,
  integration: OpenIntegration,
  now: Date,
  first: readonly string[],
): Promise<void> {
  let row = stored;
  if (needsRefresh(row, now)) row = (await refreshToken(db, row, integration, now)).row;
  let token = openAccessToken(row, integration.host.origin);
  let inspection = token === null ? null : await inspect(integration, row, token);
  if (inspection?.outcome === 'rejected' && row.refreshToken !== null && row.generation === stored.generation) {
    const refreshed = await refreshToken(db, row, integration, now);
    if (refreshed.outcome === 'refreshed') {
      row = refreshed.row;
      token = openAccessToken(row, integration.host.origin);
      inspection = token === null ? null : await inspect(integration, row, token);
    } else if (refreshed.outcome === 'kept') {
      // The provider was asked and judged neither the token nor its refreshing dead for good: no verdict.
      return;
    }
  }
  if (token === null || inspection === null) {
    // What is known of why stays.
    await writeFacts(db, row, { unusableReason: row.unusableReason ?? 'undecryptable', checkedAt: now });
    return;
  }
  const served = inspection.outcome === 'accepted' ? await servedRuntimes(db, row, first) : [];
  const opened = token;
  const accesses = await pMap(served, (each) => lookAt(integration, each, row, opened, inspection), { concurrency });
  await db.transaction(async (tx) => {
    // The runtime first, then its token: the order of whoever sets one, so that neither waits for the other for ever.
    const runtime = row.runtimeId === null ? null : await lockRuntime(tx, row.runtimeId);
    if (!(await writeFacts(tx, row, factsOf(inspection, row, now)))) return;
    for (const [index, each] of served.entries()) {
      await writeAccess(tx, each, row, accessColumns(accesses[index] ?? null, now));
    }
    // A key may have been made before the token was good.
    if (runtime?.installedAt === null) await finishInstallation(tx, runtime.id, now);
  });
}

function inspect(integration: OpenIntegration, row: TokenRow, token: Secret): Promise<Inspection> {
  const { provider, host, application } = integration;
  return provider.inspect({ host, token, kindId: row.kind, application: row.kind === 'oauth' ? application : null });
}

/** A token that suddenly belongs to another account is not used: somebody else would commit. */
function factsOf(inspection: Inspection, row: TokenRow, now: Date) {
  const columns = inspectionColumns(inspection, row, now);
  if (inspection.outcome !== 'accepted') return columns;
  const changed = row.ownerId !== null && row.ownerId !== inspection.owner.id;
  if (changed) return { checkedAt: now, unusableReason: 'owner_changed' };
  return { ...columns, unusableReason: null };
}

function servedRuntimes(
  db: Database,
  { id, userId, runtimeId }: TokenRow,
  first: readonly string[],
): Promise<Served[]> {
  const columns = { id: runtimes.id, repository: runtimes.repository };
  if (userId === null)
    return db
      .select(columns)
      .from(runtimes)
      .where(eq(runtimes.id, runtimeId ?? id));
  return db
    .select(columns)
    .from(authorizations)
    .innerJoin(runtimes, eq(runtimes.id, authorizations.runtimeId))
    .where(and(eq(authorizations.gitTokenId, id), mayUse(userId)))
    .orderBy(
      ...(first.length === 0 ? [] : [desc(inArray(runtimes.id, [...first]))]),
      sql`${authorizations.accessCheckedAt} asc nulls first`,
    )
    .limit(Math.max(servedLimit, first.length));
}

async function lookAt(
  { provider, host }: OpenIntegration,
  { repository }: Served,
  row: TokenRow,
  token: Secret,
  inspection: Inspection,
) {
  if (inspection.outcome !== 'accepted') return null;
  const { scopes } = inspection;
  const purpose: Purpose = row.userId === null ? 'runtime' : 'user';
  return provider.repositoryAccess({ host, token, kindId: row.kind, scopes, repository, purpose });
}

async function writeAccess(
  tx: Tx,
  { id }: Served,
  row: TokenRow,
  columns: ReturnType<typeof accessColumns>,
): Promise<void> {
  if (columns === null) return;
  if (row.userId === null) return writeRuntimeAccess(tx, id, columns);
  await tx
    .update(authorizations)
    .set(columns)
    .where(and(eq(authorizations.runtimeId, id), eq(authorizations.gitTokenId, row.id)));
}
