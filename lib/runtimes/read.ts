import type { Context } from '#lib/context.ts';
import { prepareRows } from './make-rows.ts';
import { selectRuntime } from './select.ts';
import type { RuntimeRow } from './view.ts';

/** One runtime as I see it now, or null when there is none that I may use. */
export async function readRuntime(ctx: Context, runtimeId: string): Promise<RuntimeRow | null> {
  const [selected] = await selectRuntime(ctx.db).execute({ userId: ctx.actor.userId, runtimeId });
  if (selected === undefined) return null;
  // After the row, so that its token is among them, unless it was deleted since: then the row is read again.
  const maker = await prepareRows(ctx);
  return maker.knows(selected) ? maker.make(selected) : readRuntime(ctx, runtimeId);
}
