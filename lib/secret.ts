import { rememberSecret } from '#lib/live-secrets.ts';
import { processWide } from '#lib/process-wide.ts';

/** Process-wide, because Next loads this module several times and a Secret may cross from one copy to another. */
const hidden = processWide('secrets', () => new WeakMap<object, string>());

/**
 * A plaintext secret on its way from the store that opened it to the call that uses it. Printing, logging, JSON and
 * React give `[secret]`; only `reveal` gives the text.
 */
export class Secret {
  constructor(text: string) {
    hidden.set(this, text);
    rememberSecret(text);
    Object.freeze(this);
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** The plaintext. Call it in the expression that sends or seals the secret, never into a variable that outlives it. */
export function reveal(secret: Secret): string {
  const text = hidden.get(secret);
  if (text === undefined) throw new TypeError('not a Secret of this process');
  return text;
}
