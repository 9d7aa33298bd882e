import type { Failure } from '#lib/result.ts';

/** What another address of an integration costs, as the server counted it. */
export interface Move {
  readonly oldHost: string;
  readonly newHost: string;
  readonly tokens: number;
  readonly people: number;
}

/** The question behind a refusal to save; null where it is another refusal. */
export function readMove({ code, detail = {} }: Failure): Move | null {
  if (code !== 'origin_change') return null;
  const { oldHost, newHost, tokens, people } = detail;
  return { oldHost: String(oldHost), newHost: String(newHost), tokens: Number(tokens), people: Number(people) };
}
