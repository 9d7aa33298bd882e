import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane; about 20 ms. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

const phc = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d)\$([\w+/]{11,64})\$([\w+/]{22,88})$/;

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** The same password typed on two keyboards can be two byte sequences: NFKC makes them one (NIST SP 800-63B §5.1.1.2). */
function message(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'));
}

/** An argon2id digest in PHC form (RFC 9106), with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: message(password), nonce, ...cost });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** Stands in for the digest of somebody who does not exist, so that guessing an address takes as long. */
const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether the password is the one of the digest. `null`, for nobody, takes as long and is false. */
export async function matchesPassword(password: string, digest: string | null): Promise<boolean> {
  const parts = phc.exec(digest ?? nobody);
  if (parts === null) throw new TypeError('not an argon2id digest in PHC form');
  const [, memory, passes, parallelism, salt = '', expected = ''] = parts;
  const known = Buffer.from(expected, 'base64');
  const tag = await derive('argon2id', {
    message: message(password),
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: known.length,
  });
  return timingSafeEqual(tag, known) && digest !== null;
}
