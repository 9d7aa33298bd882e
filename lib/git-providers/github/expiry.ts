export const expiryHeader = 'github-authentication-token-expiration';

const spelling = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)? ?(UTC|GMT|Z|[+-]\d{2}:?\d{2})$/;

/**
 * The instant of GitHub's expiry header, which comes as `2027-10-12 09:00:00 UTC` and as `2027-10-12 11:00:00 +0200`,
 * or of a JSON date-time. Null for text that is neither, or names a day or an hour that does not exist.
 */
export function readExpiry(text: string): Date | null {
  const parts = spelling.exec(text.trim());
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC turns the 31st of February into a day of March.
  const same = local.getUTCMonth() === month - 1 && local.getUTCDate() === day && local.getUTCHours() === hour;
  if (!same || year < 1970 || minute > 59 || second > 59) return null;
  const offset = offsetMinutes(parts[7] ?? '');
  return offset === null ? null : new Date(local.getTime() - offset * 60_000);
}

function offsetMinutes(zone: string): number | null {
  const digits = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (digits === null) return 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  if (Number(digits[3]) > 59 || minutes > 14 * 60) return null;
  return digits[1] === '-' ? -minutes : minutes;
}
