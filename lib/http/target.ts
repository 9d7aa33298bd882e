import type { Refusal } from './refusal.ts';

const methods = ['GET', 'HEAD', 'POST'];
const longestTarget = 8_192;

const badPath: Refusal = { status: 400, code: 'bad_path', message: 'This address is not written as an address.' };
const noPage: Refusal = { status: 404, code: 'not_found', message: 'There is nothing at this address.' };

/** Methods the app has; everything else is 405, whatever the path. */
export function judgeMethod(method: string | undefined): Refusal | null {
  if (method !== undefined && methods.includes(method)) return null;
  return {
    status: 405,
    code: 'method_not_allowed',
    message: 'This method is not used here.',
    headers: { allow: methods.join(', ') },
  };
}

/**
 * Whether a request target is one that this app could have written itself: a path in origin-form (RFC 9112 §3.2.1) that
 * means the same to every layer that decodes it, once or twice.
 */
export function judgeTarget(target: string): Refusal | null {
  if (target.length > longestTarget || !target.startsWith('/') || target.startsWith('//')) return badPath;
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  // An encoded slash, backslash or percent sign reads differently after one decoding than after two.
  if (/[\\#\s]|%(?:2f|5c|25|2e)/i.test(path)) return badPath;
  const decoded = decode(path);
  if (decoded === null || decode(target.slice(path.length)) === null || /\p{Cc}/u.test(decoded)) return badPath;
  if (decoded.split('/').some((segment) => segment === '.' || segment === '..')) return badPath;
  // The image optimizer is not used: images.unoptimized. Its address stays shut whatever a later Next makes of it.
  return /^\/_next\/image(?:\/|$)/.test(decoded) ? noPage : null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
