import type { Context } from '#lib/context.ts';
import { prepareRows } from './make-rows.ts';
import { selectRuntime } from './select.ts';
import type { RuntimeRow } from './view.ts';

/** One runtime as I see it now, or null when there is none that I may use. */
export async function readRuntime(ctx: Context, runtimeId: string): Promise<RuntimeRow | null> {
  const [maker, [selected]] = await Promise.all([
    prepareRows(ctx),
    selectRuntime(ctx.db).execute({ userId: ctx.actor.userId, runtimeId }),
  ]);
  return selected === undefined ? null : maker.make(selected);
}
