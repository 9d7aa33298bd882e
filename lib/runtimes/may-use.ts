import { type Placeholder, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { runtimeMembers, runtimes } from '#db/schema/runtimes.ts';

/** An id as a value, an expression, or a parameter of a prepared statement. */
type Id = SQLWrapper | Placeholder | string;

/**
 * Which runtimes a person may use: installed, and open to everyone or with the person among the members. The one place
 * that says so; every statement that reads runtimes or authorizations for a person has it in its WHERE.
 *
 * Said by the exceptions, because most runtimes are open to everyone: the database joins against those few, by an index
 * of their own, and the list costs what it would cost without.
 * @param runtimeId where the statement has the id: of an existing runtime.
 */
export function mayUse(userId: Id, runtimeId: Id = runtimes.id): SQL {
  return sql`not exists (select from ${runtimes} as closed where closed.id = ${runtimeId} and ${closedTo(userId)})`;
}

/** The same of a row of `runtimes as closed`, and the other way round: whether the person may not use it. */
export function closedTo(userId: Id): SQL {
  const mine = sql`select member.runtime_id from ${runtimeMembers} as member where member.user_id = ${userId}`;
  return sql`(closed.open_to = 'members' or closed.installed_at is null)
    and (closed.installed_at is null or closed.id not in (${mine}))`;
}
