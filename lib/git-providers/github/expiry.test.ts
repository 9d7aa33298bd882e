import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExpiry } from './expiry.ts';

test.each([
  ['2027-10-12 09:00:00 UTC', '2027-10-12T09:00:00.000Z'],
  ['2027-10-12 11:00:00 +0200', '2027-10-12T09:00:00.000Z'],
  ['2027-10-12 03:30:00 -05:30', '2027-10-12T09:00:00.000Z'],
  [' 2027-10-12T09:00:00Z ', '2027-10-12T09:00:00.000Z'],
  ['2027-10-12T09:00:00.123Z', '2027-10-12T09:00:00.000Z'],
  ['2028-02-29 00:00:00 UTC', '2028-02-29T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(readExpiry(text)?.toISOString()).toBe(instant);
});

test.each([
  '',
  'never',
  '0',
  '2027-10-12',
  '2027-10-12 09:00:00',
  '2027-02-29 09:00:00 UTC',
  '0000-00-00 00:00:00 UTC',
  '2027-13-01 00:00:00 UTC',
  '2027-10-12 24:00:00 UTC',
  '2027-10-12 09:60:00 UTC',
  '2027-10-12 09:00:00 +9900',
  '2027-10-12 09:00:00 PST',
  '275761-01-01 00:00:00 UTC',
  '2027-10-12 09:00:00 UTC, 2028-10-12 09:00:00 UTC',
])('%j tells nothing', (text) => {
  expect(readExpiry(text)).toBe(null);
});

const years = { min: new Date('1971-01-01T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true };

test('every instant is read back from both spellings', () => {
  fc.assert(
    fc.property(fc.date(years), fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
      const seconds = Math.floor(date.getTime() / 1000) * 1000;
      const write = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
      const zone = `${offset < 0 ? '-' : '+'}${[Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0')).join('')}`;
      expect(readExpiry(`${write(seconds)} UTC`)?.getTime()).toBe(seconds);
      expect(readExpiry(`${write(seconds + offset * 60_000)} ${zone}`)?.getTime()).toBe(seconds);
    }),
  );
});

test('no text makes it throw, or gives an instant that is none', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (UTC|[+-]\d{4})$/)),
      (text) => {
        const read = readExpiry(text);
        expect(read === null || Number.isFinite(read.getTime())).toBe(true);
      },
    ),
  );
});
