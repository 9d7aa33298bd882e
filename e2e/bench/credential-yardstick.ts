import { createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

/**
 * The yardstick of the credential API, a program of its own: one statement and one decryption per request on bare
 * node:http, and nothing of ours. It refuses nothing and trusts everything.
 */
export interface YardstickOrder {
  readonly databaseUrl: string;
  readonly connections: number;
  readonly port: number;
  /** The statement of lib/credentials, word for word, and which of its parameters stands where. */
  readonly statement: { readonly name: string; readonly text: string };
  readonly parameters: readonly string[];
  /** The master key, in base64. */
  readonly key: string;
}

interface Row {
  readonly ownerLogin: string;
  readonly tokenId: string;
  readonly userId: string;
  readonly origin: string;
  readonly accessToken: Buffer;
  readonly expiresAt: number | null;
}

function derive(master: string, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', Buffer.from(master, 'base64'), '', `git-tokens/${purpose}`, 32);
  return createSecretKey(Buffer.from(bytes));
}

function associatedData(parts: readonly string[]): Buffer {
  const length = parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0);
  const data = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    at = data.writeUInt32BE(Buffer.byteLength(part), at);
    at += data.write(part, at);
  }
  return data;
}

function open(key: KeyObject, row: Row): string {
  const sealed = row.accessToken;
  const ivStart = 2 + (sealed[1] ?? 0);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(ivStart, ivStart + 12), { authTagLength: 16 });
  decipher.setAAD(associatedData(['git_tokens', 'access_token', row.tokenId, row.userId, row.origin]));
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(ivStart + 12, -16), undefined, 'utf8') + decipher.final('utf8');
}

process.once('disconnect', () => process.exit());
process.once('message', (order: YardstickOrder) => {
  const pool = new pg.Pool({ connectionString: order.databaseUrl, max: order.connections, keepAlive: true });
  const sealing = derive(order.key, 'seal');
  const digesting = derive(order.key, 'fingerprint');

  async function answer(authorization: string, address: string | null, body: string): Promise<string> {
    const asked = JSON.parse(body) as { user: string; url: string };
    const byEmail = asked.user.includes('@');
    const values: Readonly<Record<string, unknown>> = {
      digests: [createHmac('sha256', digesting).update('runtime-key\n').update(authorization.slice(7)).digest()],
      userId: byEmail ? null : asked.user,
      email: byEmail ? asked.user : null,
      origin: new URL(asked.url).origin,
      username: null,
      address,
      now: new Date(),
      final: false,
    };
    const { rows } = await pool.query<Row>({
      ...order.statement,
      values: order.parameters.map((name) => values[name]),
    });
    const [row] = rows;
    if (row === undefined) throw new Error('No such key.');
    const credential = { username: row.ownerLogin, password: open(sealing, row) };
    return JSON.stringify(row.expiresAt === null ? credential : { ...credential, password_expiry_utc: row.expiresAt });
  }

  createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      answer(
        request.headers.authorization ?? '',
        request.socket.remoteAddress ?? null,
        Buffer.concat(parts).toString(),
      ).then(
        (text) => {
          const headers = {
            'content-type': 'application/json',
            'cache-control': 'no-store',
            'content-length': Buffer.byteLength(text),
          };
          response.writeHead(200, headers).end(text);
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }).listen(order.port, () => process.send?.('ready'));
});
