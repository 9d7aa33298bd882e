import { rememberSecret } from '#lib/live-secrets.ts';
import { processWide } from '#lib/process-wide.ts';

/**
 * A plaintext secret on its way from the store that opened it to the call that uses it. Printing, logging, JSON and
 * React give `[secret]`; only `reveal` gives the text. One class per process, because Next loads this module several
 * times and a Secret may cross from one copy to another.
 */
export const Secret = processWide(
  'secrets',
  () =>
    class Secret {
      // A private field rather than a WeakMap, whose entries the garbage collector looks through each time.
      readonly #text: string;
      constructor(text: string) {
        this.#text = text;
        rememberSecret(text);
        Object.freeze(this);
      }
      static reveal(secret: Secret): string {
        if (!(#text in secret)) throw new TypeError('not a Secret of this process');
        return secret.#text;
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
    },
);
export type Secret = InstanceType<typeof Secret>;

/** The plaintext. Call it in the expression that sends or seals the secret, never into a variable that outlives it. */
export function reveal(secret: Secret): string {
  return Secret.reveal(secret);
}
