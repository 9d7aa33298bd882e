import { z } from 'zod';

/** NIST SP 800-63B: length is what counts; no rules about kinds of characters. */
export const shortestPassword = 12;

/** What is asked of a person with a local account, field by field. */
export const personFields = {
  name: z
    .string()
    // So that what looks the same is the same, and is found.
    .normalize('NFC')
    .trim()
    .min(1, 'say who you are')
    .max(80, 'at most 80 characters')
    .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u, 'no control characters'),
  email: z.string().trim().toLowerCase().max(320, 'at most 320 characters').pipe(z.email('not an e-mail address')),
  password: z
    .string()
    .min(shortestPassword, `at least ${shortestPassword} characters`)
    .max(1_024, 'at most 1,024 characters'),
} as const;
