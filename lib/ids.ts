import { z } from 'zod';

/**
 * An id as the database writes it. One written otherwise, in capitals for example, is nobody's: every thing has one
 * address.
 */
export const idSchema = z.uuid().regex(/^[^A-Z]+$/, 'not an id');
