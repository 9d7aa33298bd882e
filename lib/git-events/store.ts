import { and, desc, eq, lt, notInArray } from 'drizzle-orm';
import { constraintOf } from '#db/constraint.ts';
import type { Database } from '#db/client.ts';
import { gitEvents } from '#db/schema/runtimes.ts';
import type { GitEvent } from '#lib/git-providers/provider.ts';

/** Events older than this are deleted, in milliseconds, but the last few of a runtime stay for ever. */
const keptFor = 7 * 86_400_000;
const keptAlways = 50;

const longestText = 255;

/** What the database takes, in a length that a page can show. */
function shown(text: string | null): string | null {
  return text?.toWellFormed().replaceAll('\u0000', '').slice(0, longestText) ?? null;
}

function columns(event: GitEvent) {
  switch (event.kind) {
    case 'push':
      return {
        ref: shown(event.ref),
        commit: shown(event.commit),
        subject: shown(event.subject),
        actor: shown(event.actor),
      };
    case 'other':
      return { ref: shown(event.name) };
    default:
      return {};
  }
}

/**
 * Stores an event once, and lets go of old ones. `repeated`: a delivery of this id was stored before. `no_runtime`: it was
 * removed meanwhile.
 */
export async function storeEvent(
  db: Database,
  row: { readonly runtimeId: string; readonly deliveryId: string; readonly event: GitEvent },
  now: Date,
): Promise<'stored' | 'repeated' | 'no_runtime'> {
  const { runtimeId, deliveryId, event } = row;
  try {
    const stored = await db
      .insert(gitEvents)
      .values({ runtimeId, deliveryId, kind: event.kind, receivedAt: now, ...columns(event) })
      .onConflictDoNothing({ target: [gitEvents.runtimeId, gitEvents.deliveryId] })
      .returning({ id: gitEvents.id });
    if (stored.length === 0) return 'repeated';
  } catch (error) {
    if (constraintOf(error) === 'git_events_runtime_id_runtimes_id_fk') return 'no_runtime';
    throw error;
  }
  await forgetOld(db, runtimeId, now);
  return 'stored';
}

async function forgetOld(db: Database, runtimeId: string, now: Date): Promise<void> {
  const latest = db
    .select({ id: gitEvents.id })
    .from(gitEvents)
    .where(eq(gitEvents.runtimeId, runtimeId))
    .orderBy(desc(gitEvents.receivedAt), desc(gitEvents.id))
    .limit(keptAlways);
  await db
    .delete(gitEvents)
    .where(
      and(
        eq(gitEvents.runtimeId, runtimeId),
        lt(gitEvents.receivedAt, new Date(now.getTime() - keptFor)),
        notInArray(gitEvents.id, latest),
      ),
    );
}
