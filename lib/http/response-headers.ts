import type { ServerResponse } from 'node:http';

export interface PageSettings {
  readonly mode: 'development' | 'production';
  readonly publicOrigin: string;
  /** Where forms may lead besides this app: the OpenID Connect issuer's origin, or null. */
  readonly issuerOrigin: string | null;
  /** Pictures of people come from Git hosts; at loopback addresses by http. */
  readonly loopbackImages: boolean;
}

/** The policy for one answer. Scripts run by nonce only; `strict-dynamic` lets those load the rest (CSP Level 3). */
export function contentSecurityPolicy(nonce: string, settings: PageSettings): string {
  const development = settings.mode === 'development';
  return [
    "default-src 'self'",
    // React's development build rebuilds server stacks with eval.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Style attributes are how positions and progress are set.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: https:${settings.loopbackImages ? ' http://localhost:* http://127.0.0.1:*' : ''}`,
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws: wss:' : ''}`,
    `form-action 'self'${settings.issuerOrigin === null ? '' : ` ${settings.issuerOrigin}`}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer. */
export function setSecurityHeaders(response: ServerResponse, policy: string, settings: PageSettings): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  // Not no-referrer: browsers then send `Origin: null` with our own forms.
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  if (settings.publicOrigin.startsWith('https:')) {
    response.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains');
  }
}

/** Files of the build and of `public`, the same for everybody. */
function isStatic(path: string): boolean {
  return (
    path.startsWith('/_next/static/') ||
    /^\/[\w./-]+\.(?:css|ico|jpg|js|png|svg|txt|webmanifest|webp|woff2)$/.test(path)
  );
}

/** Whatever Next thinks of it: nothing but static files is kept by any cache. */
export function forbidStoring(response: ServerResponse, path: string): void {
  if (isStatic(path)) return;
  const setHeader = response.setHeader.bind(response);
  setHeader('cache-control', 'no-store');
  response.setHeader = (name, value) => setHeader(name, name.toLowerCase() === 'cache-control' ? 'no-store' : value);
}
