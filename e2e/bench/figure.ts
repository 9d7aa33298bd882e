/** One measured figure. `ratio` is always "higher is better": for a cost it is yardstick ÷ ours. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly ratio: number;
  /** The least ratio allowed. */
  readonly goal: number;
  /** What was measured, with its unit in the name. */
  readonly [fact: string]: string | number | null;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new Error('The median of nothing.');
  return (upper + lower) / 2;
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
