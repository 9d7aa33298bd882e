import { z } from 'zod';

/** Control characters, and those that change the direction of text or are not seen. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Names that an address or a file system would take for something else. `__proto__` and the like are plain text here. */
const reserved = /^(?:\.{1,2}|admin|new|con|prn|aux|nul|com\d|lpt\d)$|%2f/i;

/** A name that an administrator gives: NFC, so that two that look the same are the same. At most 64 characters. */
export const nameSchema = z
  .string()
  .max(300)
  .refine((name) => !unseen.test(name), 'has characters that cannot be seen')
  .transform((name) => name.normalize('NFC').trim())
  .pipe(z.string().min(1, 'is missing').max(64, 'is longer than 64 characters'))
  .refine((name) => !reserved.test(name), 'is reserved');
