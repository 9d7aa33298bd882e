import type { OtherRuntime, RuntimePage, RuntimeQuery } from '#lib/runtimes/view.ts';

/** What a route answered when it was not the data: its code, `signed_out` among them. */
export class RouteError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The query as it stands in an address: empty parts are left out. */
export function searchOf(query: RuntimeQuery): string {
  const params = new URLSearchParams();
  if (query.q !== '') params.set('q', query.q);
  if (query.filter !== 'all') params.set('filter', query.filter);
  if (query.cursor !== null) params.set('cursor', query.cursor);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

async function read<Data>(path: string, signal: AbortSignal): Promise<Data> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new RouteError(response.status === 401 ? 'signed_out' : `http_${response.status}`);
  return (await response.json()) as Data;
}

export function fetchRuntimePage(query: RuntimeQuery, signal: AbortSignal): Promise<RuntimePage> {
  return read(`/api/runtimes${searchOf(query)}`, signal);
}

/** What the list looks like by now: another text when anything it shows was changed, here or elsewhere. */
export async function fetchVersion(signal: AbortSignal): Promise<string> {
  const { version } = await read<{ version: string }>('/api/runtimes/version', signal);
  return version;
}

/** @param previous the id of the token that was just replaced: those that use it are suggested. */
export async function fetchOthers(
  { runtimeId, q, previous }: { runtimeId: string; q: string; previous: string | null },
  signal: AbortSignal,
): Promise<readonly OtherRuntime[]> {
  const params = new URLSearchParams({ ...(q === '' ? {} : { q }), ...(previous === null ? {} : { previous }) });
  const { others } = await read<{ others: readonly OtherRuntime[] }>(
    `/api/runtimes/${runtimeId}/others${params.size === 0 ? '' : `?${params.toString()}`}`,
    signal,
  );
  return others;
}
