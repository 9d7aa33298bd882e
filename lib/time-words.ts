/**
 * Times in words. Pure: `now` is passed in and everything is said in UTC and English, so that the server and the
 * browser write the same text.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Whole days from one UTC date to another; negative when `to` is earlier. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (at: Date) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
  return Math.round((midnight(to) - midnight(from)) / day);
}

/** `28 Nov`, with the year when it is not this one: `20 Jan 2027`. */
export function dateWords(at: Date, now: Date): string {
  const text = `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ''}`;
  return at.getUTCFullYear() === now.getUTCFullYear() ? text : `${text} ${at.getUTCFullYear()}`;
}

/** `just now`, `12 min ago`, `3 h ago`, `yesterday`, `5 days ago`; the date after thirty days. Never in the future. */
export function agoWords(at: Date, now: Date): string {
  const elapsed = now.getTime() - at.getTime();
  if (elapsed < minute) return 'just now';
  if (elapsed < hour) return `${Math.floor(elapsed / minute)} min ago`;
  if (elapsed < day) return `${Math.floor(elapsed / hour)} h ago`;
  const days = daysBetween(at, now);
  if (days <= 1) return 'yesterday';
  return days <= 30 ? `${days} days ago` : `on ${dateWords(at, now)}`;
}

/** `in 20 min`, `in 5 h`, `tomorrow`, `in 6 days`; for an instant that has passed, what `agoWords` says. */
export function untilWords(at: Date, now: Date): string {
  const left = at.getTime() - now.getTime();
  if (left <= 0) return agoWords(at, now);
  if (left < hour) return `in ${Math.max(1, Math.floor(left / minute))} min`;
  if (left < day) return `in ${Math.floor(left / hour)} h`;
  const days = daysBetween(now, at);
  return days <= 1 ? 'tomorrow' : `in ${days} days`;
}

/** `28 Nov, in 6 days`; the date alone when it is more than 30 days away. */
export function expiryWords(at: Date, now: Date): string {
  const away = Math.abs(at.getTime() - now.getTime());
  const date = dateWords(at, now);
  if (away > 30 * day) return date;
  return `${date}, ${untilWords(at, now)}`;
}
