/** How much an integration is used. */
export function runtimesUse(runtimes: number): string {
  if (runtimes === 0) return 'no runtime uses it';
  return runtimes === 1 ? '1 runtime uses it' : `${runtimes} runtimes use it`;
}
