import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { inlineSheets, withInlineStyles } from './inline-styles.ts';

const sheets = new Map([['/_next/static/chunks/a.css', Buffer.from('b{content:"→"}').toString('latin1')]]);
const link = '<link rel="stylesheet" href="/_next/static/chunks/a.css" nonce="n" data-precedence="next"/>';

async function answer(write: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => {
    withInlineStyles(response, sheets);
    write(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    return await (await fetch(`http://127.0.0.1:${port}`)).text();
  } finally {
    server.close();
  }
}

describe('stylesheets inside a page', () => {
  test('a sheet of the build stands in the page, and its link holds up nothing', () => {
    const html = inlineSheets(link, sheets);
    expect(html).toMatch(/^<style>b\{content:".*"\}<\/style><link rel="stylesheet" media="print" href/);
    expect(html).toContain('nonce="n" data-precedence="next"');
  });

  test('a sheet of anybody else stays a link', () => {
    const other = '<link rel="stylesheet" href="/other.css"/>';
    expect(inlineSheets(other, sheets)).toBe(other);
  });

  test('what is not ASCII survives, in the sheet and in the page, and parts after the first pass as they are', async () => {
    const html = await answer((response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.write(Buffer.from(`<head>${link}</head><p>…`));
      response.end(`ü${link}`);
    });
    expect(html).toContain('<style>b{content:"→"}</style>');
    expect(html.endsWith(`</head><p>…ü${link}`)).toBe(true);
  });

  test('an answer in one part, and one that is no page', async () => {
    const page = await answer((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<head>${link}</head>`),
    );
    expect(page).not.toContain('<style>');
    const data = await answer((response) => {
      response.setHeader('content-type', 'application/json');
      response.end(`"</head>${link}"`);
    });
    expect(data).toBe(`"</head>${link}"`);
  });
});
