import { RouteError } from '#components/settings/fetch.ts';
import type { AdminRuntimePage, MemberView } from '#lib/runtimes/admin-view.ts';

async function read<Data>(path: string, signal: AbortSignal): Promise<Data> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new RouteError(response.status === 401 ? 'signed_out' : `http_${response.status}`);
  return (await response.json()) as Data;
}

export function fetchRuntime(runtimeId: string, signal: AbortSignal): Promise<AdminRuntimePage> {
  return read(`/api/admin/runtimes/${runtimeId}`, signal);
}

export async function findUsers(q: string, signal: AbortSignal): Promise<readonly MemberView[]> {
  const { users } = await read<{ users: readonly MemberView[] }>(
    `/api/admin/users?${new URLSearchParams({ q }).toString()}`,
    signal,
  );
  return users;
}

/** Every key of the client's cache on these pages. */
export const queryKeys = {
  runtime: (runtimeId: string) => ['admin-runtime', runtimeId],
  users: (q: string) => ['admin-users', q],
} as const;
