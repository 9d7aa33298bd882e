import { z } from 'zod';
import { routeHandler } from '#lib/auth/route.ts';
import { ok } from '#lib/result.ts';
import { listOtherRuntimes } from '#lib/runtimes/list-others.ts';

const schema = z.object({ runtimeId: z.uuid(), q: z.string().max(100).catch('').default('') });

export const GET = routeHandler(schema, async (ctx, { runtimeId, q }) =>
  ok({ others: await listOtherRuntimes(ctx, { runtimeId, q, previousTokenId: null }) }),
);
