import { gzipSync } from 'node:zlib';

/** Bytes, after gzip, of the scripts a page's HTML makes a current browser load. */
export async function scriptBytes(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const answer = await fetch(url, { headers, redirect: 'error' });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  const html = await answer.text();
  const sources = new Set<string>();
  for (const [tag] of html.matchAll(/<(?:script|link)\b[^>]*>/gi)) {
    const script = tag.startsWith('<script') && !/\snomodule/i.test(tag);
    const preload = /\bas="script"/.test(tag) || /\brel="modulepreload"/.test(tag);
    const source = /\b(?:src|href)="([^"]+\.js[^"]*)"/.exec(tag)?.[1];
    if (source !== undefined && (script || preload)) sources.add(new URL(source.replaceAll('&amp;', '&'), url).href);
  }
  let total = 0;
  for (const source of sources) {
    const script = await fetch(source);
    if (!script.ok) throw new Error(`${source} answered ${script.status}.`);
    total += gzipSync(Buffer.from(await script.arrayBuffer())).length;
  }
  return total;
}
