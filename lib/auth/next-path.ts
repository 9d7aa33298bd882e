/** Where people land who asked for nothing in particular. */
export const homePath = '/settings';

/**
 * Where to go after signing in: what was asked for when it is a path of this app, else home. Read as a browser reads it:
 * it drops tabs and line breaks, and takes a backslash for a slash.
 */
export function safeNextPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 2_000 || !/^\/(?![/\\])/.test(asked)) return homePath;
  if (/[\\\s\p{Cc}]|%(?:0[0-9a-f]|1[0-9a-f]|2f|5c|7f)/iu.test(asked.split('?', 1)[0] ?? '')) return homePath;
  const here = 'http://here.invalid';
  if (/\p{Cc}/u.test(asked) || !URL.canParse(asked, here)) return homePath;
  const url = new URL(asked, here);
  // Dot segments can leave two slashes at the front, which is another host.
  if (url.pathname.startsWith('//')) return homePath;
  // An API's answer is nothing to look at, and the pages for signed-out people would send us back here.
  if (url.origin !== here || /^\/(?:api|sign-in|setup|_next)(?:\/|$)/.test(url.pathname)) return homePath;
  return url.pathname + url.search;
}
