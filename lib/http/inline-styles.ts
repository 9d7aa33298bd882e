import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';

/** Stylesheets of the build by their addresses, as Latin-1 text of their bytes. */
export type Sheets = ReadonlyMap<string, string>;

/** Reads the build's stylesheets; none where there is no build. A sheet that could end its element is left out. */
export function readSheets(distDir: string): Sheets {
  const folder = path.join(distDir, 'static/chunks');
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith('.css'));
  const sheets = names.map(
    (name) => [`/_next/static/chunks/${name}`, readFileSync(path.join(folder, name), 'latin1')] as const,
  );
  return new Map(sheets.filter(([, css]) => !/<\/style|<!--/i.test(css)));
}

const sheetLink = /<link rel="stylesheet" href="([^"?]+)[^"]*"([^>]*)>/g;

/**
 * Puts stylesheets into a page, so that its first paint waits for no second answer. The links stay, for React to know
 * them by, but hold up nothing: `media="print"`. Next's own `inlineCss` writes each sheet three times.
 */
export function inlineSheets(html: string, sheets: Sheets): string {
  return html.replaceAll(sheetLink, (link, href: string, rest: string) => {
    const css = sheets.get(href);
    return css === undefined
      ? link
      : `<style>${css}</style><link rel="stylesheet" media="print" href="${href}"${rest}>`;
  });
}

/** Does so with the first part of an answer that is a page; links to stylesheets are in its head. */
export function withInlineStyles(response: ServerResponse, sheets: Sheets): void {
  if (sheets.size === 0) return;
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const first = (part: unknown): unknown => {
    response.write = write;
    response.end = end;
    const page = String(response.getHeader('content-type') ?? '').startsWith('text/html');
    if (!page || response.hasHeader('content-length')) return part;
    if (typeof part !== 'string' && !(part instanceof Uint8Array)) return part;
    const whole = Buffer.from(part);
    const headEnds = whole.indexOf('</head>');
    if (headEnds < 0) return part;
    const head = inlineSheets(whole.subarray(0, headEnds).toString('latin1'), sheets);
    return Buffer.concat([Buffer.from(head, 'latin1'), whole.subarray(headEnds)]);
  };
  response.write = (part: unknown, ...rest: unknown[]): boolean =>
    Reflect.apply(write, response, [first(part), ...rest]) === true;
  response.end = (part?: unknown, ...rest: unknown[]): ServerResponse => {
    Reflect.apply(end, response, [first(part), ...rest]);
    return response;
  };
}
