import { routeHandler } from '#lib/auth/route.ts';
import { findOtherRuntimes, listOthersSchema } from '#lib/runtimes/list-others.ts';

export const GET = routeHandler(listOthersSchema, findOtherRuntimes);
