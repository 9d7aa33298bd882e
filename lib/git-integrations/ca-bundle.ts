import { X509Certificate } from 'node:crypto';
import { fail, ok, type Result } from '#lib/result.ts';

/** Room for a company's whole chain many times over, in characters. */
export const longestCaBundle = 65_536;

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/**
 * Reads certificates that a person pasted, in PEM (RFC 7468): every one must be readable, and nothing else may be among
 * them. Empty is none. Text around the blocks, which tools like to write, is left out.
 */
export function readCaBundle(typed: string): Result<string | null, 'invalid_input'> {
  const problem = (what: string) => fail('invalid_input', { field: 'CA bundle', problem: what });
  const text = typed.trim();
  if (text === '') return ok(null);
  if (text.length > longestCaBundle)
    return problem('this is longer than 64 kB. Paste your authority’s certificates only');
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    return problem('this holds a private key, which belongs nowhere but on its server. Paste certificates only');
  }
  const blocks = [...text.matchAll(block)].map(([pem, kind]) => ({ pem, kind }));
  if (blocks.length === 0) return problem('paste certificates that begin with -----BEGIN CERTIFICATE-----');
  const certificates: string[] = [];
  for (const [index, { pem, kind }] of blocks.entries()) {
    const which = blocks.length === 1 ? 'it' : `block ${index + 1} of ${blocks.length}`;
    if (kind !== 'CERTIFICATE') return problem(`${which} is no certificate`);
    const certificate = readCertificate(pem);
    if (certificate === null) return problem(`${which} is damaged: copy the whole certificate again`);
    certificates.push(certificate);
  }
  return ok(certificates.join(''));
}

function readCertificate(pem: string): string | null {
  try {
    return new X509Certificate(pem).toString();
  } catch {
    return null;
  }
}
