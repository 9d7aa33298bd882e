import { describe, expect, test } from 'vitest';
import { agoWords, dateWords, expiryWords, untilWords } from './time-words.ts';

const now = new Date('2026-11-22T18:00:00Z');
const at = (text: string) => new Date(text);

describe('times in words', () => {
  test('a date names its year only when it is another one', () => {
    expect(dateWords(at('2026-11-28T00:00:00Z'), now)).toBe('28 Nov');
    expect(dateWords(at('2027-01-20T00:00:00Z'), now)).toBe('20 Jan 2027');
  });

  test.each([
    ['2026-11-22T18:00:00Z', 'just now'],
    ['2026-11-22T18:00:30Z', 'just now'],
    ['2026-11-22T17:48:00Z', '12 min ago'],
    ['2026-11-22T15:00:00Z', '3 h ago'],
    ['2026-11-21T17:00:00Z', 'yesterday'],
    ['2026-11-17T12:00:00Z', '5 days ago'],
    ['2026-09-01T12:00:00Z', 'on 1 Sep'],
    ['2025-09-01T12:00:00Z', 'on 1 Sep 2025'],
  ])('%s was %s', (text, words) => {
    expect(agoWords(at(text), now)).toBe(words);
  });

  test.each([
    ['2026-11-22T18:00:20Z', 'in 1 min'],
    ['2026-11-22T18:20:00Z', 'in 20 min'],
    ['2026-11-22T23:30:00Z', 'in 5 h'],
    ['2026-11-23T19:00:00Z', 'tomorrow'],
    ['2026-11-28T00:00:00Z', 'in 6 days'],
    ['2026-11-20T00:00:00Z', '2 days ago'],
  ])('%s is %s', (text, words) => {
    expect(untilWords(at(text), now)).toBe(words);
  });

  test('an expiry says how long while that is near, and the date alone when it is far', () => {
    expect(expiryWords(at('2026-11-28T00:00:00Z'), now)).toBe('28 Nov, in 6 days');
    expect(expiryWords(at('2027-11-20T00:00:00Z'), now)).toBe('20 Nov 2027');
    expect(expiryWords(at('2026-11-12T00:00:00Z'), now)).toBe('12 Nov, 10 days ago');
    expect(expiryWords(at('2026-10-01T00:00:00Z'), now)).toBe('1 Oct');
    expect(expiryWords(at('2027-01-20T00:00:00Z'), now)).toBe('20 Jan 2027');
  });
});
