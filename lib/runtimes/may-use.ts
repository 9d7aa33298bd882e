import { type SQL, sql } from 'drizzle-orm';
import { runtimeMembers, runtimes } from '#db/schema/runtimes.ts';

/**
 * Which runtimes a person may use: installed, and open to everyone or with the person among the members. The one place
 * that says so; every statement that reads runtimes for a person has it in its WHERE.
 */
export function mayUse(userId: SQL | string): SQL {
  const closed = sql`(select closed.id from ${runtimes} as closed where closed.open_to = 'members' and not exists (
    select from ${runtimeMembers} as member where member.runtime_id = closed.id and member.user_id = ${userId}))`;
  return sql`(${runtimes.installedAt} is not null and ${runtimes.id} not in ${closed})`;
}
