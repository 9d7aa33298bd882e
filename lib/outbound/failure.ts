import { errors } from 'undici';

/** Why an exchange failed. Each is also an `UnreachableReason` of the Git providers. */
export type OutboundReason =
  | 'dns'
  | 'tls'
  | 'refused'
  | 'blocked_address'
  | 'timeout'
  | 'redirect'
  | 'too_large'
  | 'invalid_response';

/**
 * How far the request came. `unsent`: not a byte of it left, asking again is safe. `lost`: it went out and no whole
 * answer came back, so it may have taken effect. `unusable`: an answer came that is not to be read.
 */
export type Fate = 'unsent' | 'lost' | 'unusable';

/** Carries a failed exchange through libraries that want exceptions. Its message holds no address and no secret. */
export class OutboundError extends Error {
  readonly reason: OutboundReason;
  readonly fate: Fate;
  constructor(reason: OutboundReason, fate: Fate) {
    super(`outbound request failed: ${reason} (${fate})`);
    this.name = 'OutboundError';
    this.reason = reason;
    this.fate = fate;
  }
}

export const blockedCode = 'ERR_OUTBOUND_BLOCKED_ADDRESS';

/** What the guarded lookup answers for a name that leads to a blocked address. */
export function blockedAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('the name leads to an address that is not allowed'), { code: blockedCode });
}

const byCode: Readonly<Record<string, OutboundReason>> = {
  [blockedCode]: 'blocked_address',
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  EPROTO: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  INVALID_CA: 'tls',
  INVALID_PURPOSE: 'tls',
  PATH_LENGTH_EXCEEDED: 'tls',
};
const tlsCode = /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_CERT_|ERR_OSSL_)/;

/** The reason behind an error of node's sockets or of undici. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export function reasonOf(error: unknown): OutboundReason {
  // Answers that are no HTTP.
  if (error instanceof errors.HTTPParserError) return 'invalid_response';
  const code = codeOf(error);
  if (code === null) return 'refused';
  const known = byCode[code];
  if (known !== undefined) return known;
  return tlsCode.test(code) ? 'tls' : 'refused';
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : null;
}
