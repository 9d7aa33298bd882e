import { randomInt } from 'node:crypto';
import { Secret } from '#lib/secret.ts';

/** Letters and digits that are not taken for one another; 20 of them are 99 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 5;

/** A strong password, easy to read out. */
export function randomPassword(): Secret {
  const letter = () => letters.charAt(randomInt(letters.length));
  const group = () => Array.from({ length: groupLength }, letter).join('');
  return new Secret(Array.from({ length: groups }, group).join('-'));
}
