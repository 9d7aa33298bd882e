import { decodeSession, sessionCookieName } from '#lib/auth/session-cookie.ts';

/** Next's own switches for previews and tests: not for anybody outside. */
const switches = /^(?:__prerender_bypass|__next_preview_data|next-instant-navigation-testing)$/;

export interface JudgedCookies {
  /** The Cookie header for the app; null when nothing is left of it. */
  readonly header: string | null;
  /** A session cookie came that nobody can be signed in by: the browser should forget it. */
  readonly forget: boolean;
}

/**
 * Takes session cookies out that are not one cookie made by us and still in its time: garbage, another key's, expired,
 * or two of them. Whether the session behind a good one still lives is asked of the database, later.
 */
export function judgeCookies(header: string | undefined, now: Date): JudgedCookies {
  if (header === undefined) return { header: null, forget: false };
  const name = sessionCookieName();
  const kept: string[] = [];
  const sessions: string[] = [];
  let odd = false;
  for (const pair of header.split(';')) {
    const cookie = pair.trim();
    const equals = cookie.indexOf('=');
    const key = equals < 0 ? cookie : cookie.slice(0, equals);
    if (key === name) sessions.push(cookie);
    else if (key.startsWith(`${name}.`)) odd = true;
    else if (cookie !== '' && !switches.test(key)) kept.push(cookie);
  }
  const [session] = sessions;
  const good =
    session !== undefined &&
    sessions.length === 1 &&
    !odd &&
    decodeSession(session.slice(name.length + 1), now) !== null;
  if (good) kept.push(session);
  return { header: kept.length === 0 ? null : kept.join('; '), forget: !good && (odd || sessions.length > 0) };
}
