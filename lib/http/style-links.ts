import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The value of a `Link` header by which browsers fetch the build's stylesheets as soon as a page's headers are there,
 * before its scripts compete for the line (RFC 8288; HTML, processing of `Link` headers). Null: no build.
 */
export function styleLinks(distDir: string): string | null {
  const folder = path.join(distDir, 'static/chunks');
  if (!existsSync(folder)) return null;
  const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'));
  if (sheets.length === 0) return null;
  return sheets.map((name) => `</_next/static/chunks/${name}>; rel=preload; as=style`).join(', ');
}
