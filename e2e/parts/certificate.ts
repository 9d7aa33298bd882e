import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, both PEM, made for a test: node:crypto reads X.509 and does not write it. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of a test's own. */
export interface Authority extends Certificate {
  issue(host: string, validity?: Validity): Certificate;
}

interface Validity {
  readonly from: Date;
  readonly until: Date;
}

const day = 86_400_000;
const now = (): Validity => ({ from: new Date(Date.now() - day), until: new Date(Date.now() + 30 * day) });
let serial = 1;

export function makeAuthority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const write = (subject: string, publicKey: KeyObject, validity: Validity, extensions: Buffer) =>
    x509({ issuer: name, subject, publicKey, signer: keys.privateKey, validity, extensions });
  return {
    cert: write(name, keys.publicKey, now(), authorityExtensions),
    key: pem(keys.privateKey),
    issue(host, validity = now()) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return { cert: write(host, own.publicKey, validity, hostExtensions(host)), key: pem(own.privateKey) };
    },
  };
}

/** A certificate for a host that nobody vouches for but itself. */
export function makeSelfSigned(host: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = hostExtensions(host);
  const cert = x509({ issuer: host, subject: host, publicKey, signer: privateKey, validity: now(), extensions });
  return { cert, key: pem(privateKey) };
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** RFC 5280 §4.1, in DER (X.690). */
function x509(of: {
  issuer: string;
  subject: string;
  publicKey: KeyObject;
  signer: KeyObject;
  validity: Validity;
  extensions: Buffer;
}): string {
  const algorithm = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, serial++])),
    algorithm,
    commonName(of.issuer),
    sequence(time(of.validity.from), time(of.validity.until)),
    commonName(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, of.extensions),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, of.signer)]));
  const text = sequence(body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(Buffer.from(oid, 'hex'), der(0x04, value));
}

const authorityExtensions = sequence(extension('0603551d13', sequence(Buffer.from('0101ff', 'hex'))));

function hostExtensions(host: string): Buffer {
  const name = host === '127.0.0.1' ? der(0x87, Buffer.from([127, 0, 0, 1])) : der(0x82, Buffer.from(host));
  return sequence(extension('0603551d11', sequence(name)));
}
