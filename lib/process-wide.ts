/**
 * One object per process, whatever loads this module how often: Next evaluates a module up to four times in one
 * process (instrumentation, route, page, proxy), and `server.ts` once more. Holds the promise, not the value, so that
 * two first callers share one opening.
 */
export function processWide<Value>(name: string, make: () => Value): Value {
  const key = Symbol.for(`git-tokens.${name}`);
  const store = globalThis as unknown as Record<symbol, Value | undefined>;
  const known = store[key];
  if (known !== undefined) return known;
  const made = make();
  store[key] = made;
  return made;
}

/** Forgets the object, so that the next call makes a new one. For shutdown and tests. */
export function forgetProcessWide(name: string): void {
  delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for(`git-tokens.${name}`)];
}
