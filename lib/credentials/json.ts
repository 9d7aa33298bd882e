/** How deep values may lie; what is asked for lies at the top. */
const deepest = 8;

/** Strings, those before a colon told apart, and the brackets. Only for a text that is JSON already. */
const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;

/**
 * Reads a JSON object (RFC 8259) of which there is but one reading: no name twice at any depth, no `__proto__`. Null for
 * anything else.
 */
export function readJsonObject(text: string): ReadonlyMap<string, unknown> | null {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  return isPlain(text, entries) || unambiguous(text) ? new Map(entries) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Whether there are no other quotes than those around each name and its string: then no name stands there twice. */
function isPlain(text: string, entries: readonly (readonly [string, unknown])[]): boolean {
  if (text.includes('\\') || !entries.every(([name, value]) => typeof value === 'string' && name !== '__proto__')) {
    return false;
  }
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes === 4 * entries.length;
}

function unambiguous(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > deepest) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined) {
      const written = token.slice(1, -colon.length - 1);
      const name = written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written;
      const names = open.at(-1);
      if (name === '__proto__' || names === undefined || names.has(name)) return false;
      names.add(name);
    }
  }
  return true;
}
