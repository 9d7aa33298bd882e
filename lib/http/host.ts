import type { Refusal } from './refusal.ts';

/** Names by which a machine calls itself. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The app answers under one name, the one of PUBLIC_URL: another Host is a mistyped proxy or DNS rebinding. A person who
 * typed a loopback name of this machine is sent to the right one; `target` is the path asked for.
 */
export function judgeHost(
  host: string | undefined,
  asked: { readonly method: string | undefined; readonly target: string; readonly port: number },
  publicOrigin: string,
): Refusal | null {
  const wanted = new URL(publicOrigin).host;
  if (host?.toLowerCase() === wanted) return null;
  const [, name = '', port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host?.toLowerCase() ?? '') ?? [];
  if (loopback.has(name) && Number(port) === asked.port && (asked.method === 'GET' || asked.method === 'HEAD')) {
    return {
      status: 307,
      code: 'other_name',
      message: `This app is at ${publicOrigin}`,
      headers: { location: `${publicOrigin}${asked.target}` },
    };
  }
  return {
    status: 421,
    code: 'unknown_host',
    message: `This app answers only as ${publicOrigin}. Open that address, or set PUBLIC_URL to the one you use.`,
  };
}
