import { and, asc, count, desc, ilike, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { authorizations } from '#db/schema/git-tokens.ts';
import { users } from '#db/schema/users.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import type { MemberView } from '#lib/runtimes/admin-view.ts';
import { pageEnds, readCursor } from '#lib/runtimes/cursor.ts';
import { mayUse } from '#lib/runtimes/may-use.ts';
import type { UserPage, UserRow } from './view.ts';

/** What a list's address says. Whatever is there, a list comes of it. */
export const listUsersSchema = z.object({
  q: z
    .string()
    .transform((q) => q.normalize('NFC').slice(0, 100).replaceAll('\0', '').trim())
    .catch('')
    .default(''),
  cursor: z.string().nullable().catch(null).default(null),
});

export const pageSize = 50;
const offered = 20;

const key = sql<string>`lower(${users.name})`;

/** Part of a name or an e-mail address, whatever the case. */
function matches(q: string): SQL | undefined {
  if (q === '') return undefined;
  const pattern = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return or(ilike(users.name, pattern), ilike(users.email, pattern));
}

/** A key is an id and a name: two people of one name are told apart. */
function readKey(text: string | undefined): { id: string; name: string } | null {
  const id = idSchema.safeParse(text?.slice(0, 36));
  return id.success && text !== undefined ? { id: id.data, name: text.slice(36) } : null;
}

/** The people by name, 50 to a page, by keyset. Administrators only. */
export async function listUsers(
  ctx: Context,
  input: z.output<typeof listUsersSchema>,
): Promise<Result<UserPage, 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const [total] = await ctx.db.select({ people: count() }).from(users).where(matches(input.q));
  const matching = total?.people ?? 0;
  const cursor = readCursor(input.cursor);
  const from = readKey(cursor?.key);
  const page = await readPage(ctx, input.q, from, cursor?.direction !== 'previous');
  // What was on this page is elsewhere now: back to the beginning rather than to nothing.
  if (page.rows.length === 0 && from !== null) return listUsers(ctx, { ...input, cursor: null });
  const { rows, keys, more } = page;
  const places = keys.map((place) => ({ section: 0, key: place }));
  const ends = pageEnds({ rows: places, more, matching }, from === null ? null : cursor);
  return ok({ rows, ...ends, matching, now: ctx.now.toISOString() });
}

interface Read {
  readonly rows: readonly UserRow[];
  readonly keys: readonly string[];
  readonly more: boolean;
}

async function readPage(
  ctx: Context,
  q: string,
  from: { id: string; name: string } | null,
  forward: boolean,
): Promise<Read> {
  const authorized = sql<number>`(select count(*)::int from ${authorizations}
    where ${authorizations.userId} = ${users.id} and ${mayUse(users.id, authorizations.runtimeId)})`;
  const place = from === null ? null : sql`(${from.name}, ${from.id}::uuid)`;
  const found = await ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      disabledAt: users.disabledAt,
      external: sql<boolean>`${users.oidcSubject} is not null`,
      me: sql<boolean>`${users.id} = ${ctx.actor.userId}`,
      key: key.as('key'),
      authorized: authorized.as('authorized'),
    })
    .from(users)
    .where(
      and(matches(q), place === null ? undefined : sql`(${key}, ${users.id}) ${sql.raw(forward ? '>' : '<')} ${place}`),
    )
    .orderBy(forward ? asc(key) : desc(key), forward ? asc(users.id) : desc(users.id))
    .limit(pageSize + 1);
  const shown = forward ? found.slice(0, pageSize) : found.slice(0, pageSize).toReversed();
  return {
    rows: shown.map(({ key: _, disabledAt, ...row }) => ({ ...row, disabledAt: disabledAt?.toISOString() ?? null })),
    keys: shown.map((row) => `${row.userId}${row.key}`),
    more: found.length > pageSize,
  };
}

/** People to pick as members, at most 20: those who can sign in first. Administrators only. */
export async function findUsers(
  ctx: Context,
  input: { readonly q: string },
): Promise<Result<{ users: readonly MemberView[] }, 'not_administrator'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const disabled = sql<boolean>`${users.disabledAt} is not null`;
  const rows = await ctx.db
    .select({ userId: users.id, name: users.name, email: users.email, disabled })
    .from(users)
    .where(matches(input.q))
    .orderBy(sql`${users.disabledAt} is not null`, asc(key), asc(users.id))
    .limit(offered);
  return ok({ users: rows });
}
