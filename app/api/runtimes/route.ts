import { routeHandler } from '#lib/auth/route.ts';
import { ok } from '#lib/result.ts';
import { listRuntimes } from '#lib/runtimes/list.ts';
import { runtimeQuerySchema } from '#lib/runtimes/query.ts';

export const GET = routeHandler(runtimeQuerySchema, async (ctx, query) => ok(await listRuntimes(ctx, query)));
