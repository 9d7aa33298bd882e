import { routeHandler } from '#lib/auth/route.ts';
import { findUsers, listUsersSchema } from '#lib/users/list.ts';

export const GET = routeHandler(listUsersSchema, findUsers);
