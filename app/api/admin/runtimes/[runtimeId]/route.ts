import { routeHandler } from '#lib/auth/route.ts';
import { showRuntime, showRuntimeSchema } from '#lib/runtimes/show.ts';

export const GET = routeHandler(showRuntimeSchema, showRuntime);
