import { z } from 'zod';
import { routeHandler } from '#lib/auth/route.ts';
import { readVersion } from '#lib/runtimes/version.ts';

export const GET = routeHandler(z.object({}), readVersion);
