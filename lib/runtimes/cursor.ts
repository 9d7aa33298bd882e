/** A place between two rows of the list, kept by the browser and handed back. */
export interface Cursor {
  readonly direction: 'next' | 'previous';
  /** Index of the section (see `sections.ts`) and the last row's key in it. */
  readonly section: number;
  readonly key: string;
  /** The 1-based number of the row at the cursor. */
  readonly index: number;
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(
    JSON.stringify([cursor.direction === 'next' ? 1 : 0, cursor.section, cursor.index, cursor.key]),
  ).toString('base64url');
}

/** Null for anything that is no cursor of ours: the list then starts at its beginning. */
export function readCursor(text: string | null): Cursor | null {
  if (text === null || text.length > 500) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || value.length !== 4) return null;
    const [forward, section, index, key] = value as unknown[];
    if (typeof key !== 'string' || key.includes('\0') || !isIndex(section) || !isIndex(index)) return null;
    return { direction: forward === 0 ? 'previous' : 'next', section, index, key };
  } catch {
    return null;
  }
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1_000_000_000;
}
