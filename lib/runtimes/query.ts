import { z } from 'zod';
import { rowFilters } from './view.ts';

/** What a list's address says. Whatever is there, a list comes of it: what is not understood counts as absent. */
export const runtimeQuerySchema = z.object({
  q: z
    .string()
    .transform((q) => q.slice(0, 100))
    .catch('')
    .default(''),
  filter: z.enum(rowFilters).catch('all').default('all'),
  cursor: z.string().nullable().catch(null).default(null),
});
