import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { refuseMalformed, serverOptions } from './connections.ts';

/**
 * What a server says to these bytes until it hangs up. It answers at `/done`, begins to at `/slow`, and owes an answer at
 * `/later`.
 */
async function said(sent: string): Promise<string> {
  const server = createServer(serverOptions, (request, response) => {
    if (request.url === '/done') response.writeHead(200, { 'content-length': 2 }).end('ok');
    if (request.url === '/slow') response.writeHead(200, { 'content-length': 10 }).write('01234');
  });
  refuseMalformed(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (data: string) => void (text += data));
  socket.on('error', () => {});
  socket.write(sent);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  server.close();
  return text;
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const nonsense = 'NON SENSE\r\n\r\n';

test.each([nonsense, 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n'])(
  'what follows a request and is none is not answered in the middle of its answer, nor in its place: %j',
  async (next) => {
    const middle = await said(`${get('/slow')}${next}`);
    expect(middle.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(middle).not.toMatch(/ 40[05] /);
    expect(await said(`${get('/later')}${next}`)).toBe('');
  },
);

test('alone, after an answer that is over, or as the body of a request, it is 400', async () => {
  expect(await said(nonsense)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await said(`${get('/done')}${nonsense}`)).toMatch(/^HTTP\/1\.1 200 [^]*okHTTP\/1\.1 400 /);
  const body = 'POST /later HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n';
  expect(await said(body)).toMatch(/^HTTP\/1\.1 400 /);
});
