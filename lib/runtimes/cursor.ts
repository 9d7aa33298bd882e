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

/** The ends of a page: the number of its first row (1-based; 0 when it has none), and where it goes on; null where not. */
export interface PageEnds {
  readonly firstIndex: number;
  readonly previous: string | null;
  readonly next: string | null;
}

/**
 * Where a page that was read from `cursor` on begins, and the cursors of the pages beside it. Pure.
 * @param rows the places of its rows, in the list's order.
 * @param more whether there are more in the direction read.
 * @param matching how many rows the list has in all.
 */
export function pageEnds(
  { rows, more, matching }: { rows: readonly Pick<Cursor, 'section' | 'key'>[]; more: boolean; matching: number },
  cursor: Cursor | null,
): PageEnds {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return { firstIndex: 0, previous: null, next: null };
  const forward = cursor?.direction !== 'previous';
  const beginning = cursor === null || (!forward && !more);
  const known = forward ? (cursor?.index ?? 0) + 1 : (cursor?.index ?? 0) - rows.length;
  const firstIndex = beginning ? 1 : Math.min(Math.max(known, 1), Math.max(matching - rows.length + 1, 1));
  const { section, key } = first;
  return {
    firstIndex,
    previous: beginning ? null : writeCursor({ direction: 'previous', section, key, index: firstIndex }),
    next:
      !forward || more
        ? writeCursor({ direction: 'next', section: last.section, key: last.key, index: firstIndex + rows.length - 1 })
        : null,
  };
}
