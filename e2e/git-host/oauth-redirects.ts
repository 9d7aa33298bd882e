import type { Host } from './host.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
// The application under test gets whatever port is free, so its callbacks are known by their form.
const CALLBACK = /^\/api\/git-auth\/[^/]+\/callback$/;

/** GitHub's rule: same host and port, the path at or below a registered one; on loopback any port. */
export function redirectUriAllowed(host: Host, clientId: string, text: string): boolean {
  const application = host.state.applications.find((one) => one.clientId === clientId);
  if (!application || !URL.canParse(text)) return false;
  const uri = new URL(text);
  if (uri.hash !== '' || uri.username !== '' || uri.password !== '') return false;
  if (uri.protocol === 'http:' && LOOPBACK.has(uri.hostname) && CALLBACK.test(uri.pathname)) return true;
  return application.redirectUris.some((registered) => {
    const base = new URL(registered);
    const place = LOOPBACK.has(base.hostname) ? base.hostname === uri.hostname : base.host === uri.host;
    const below = uri.pathname === base.pathname || uri.pathname.startsWith(base.pathname.replace(/\/?$/, '/'));
    return base.protocol === uri.protocol && place && below;
  });
}
