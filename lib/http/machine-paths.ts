/**
 * Paths for programs rather than browsers. A program sends no Origin and carries no cookie, so there is no cross-site
 * request to forge: its handler authenticates every request by a key or a signature of its own. The credential API is
 * not among them: `server.ts` asks it before the front.
 */
interface MachinePath {
  readonly prefix: string;
  /** In bytes. */
  readonly longestBody: number;
  /** Health probes ask by address: no name to compare with PUBLIC_URL. */
  readonly anyHost: boolean;
}

const machinePaths: readonly MachinePath[] = [
  // GitHub caps what it sends at 25 MB.
  { prefix: '/api/webhooks/', longestBody: 25_000_000, anyHost: false },
  { prefix: '/api/health/', longestBody: 0, anyHost: true },
];

/** The entry for a path; null for everything a browser asks for. */
export function machinePath(path: string): MachinePath | null {
  return machinePaths.find((entry) => path.startsWith(entry.prefix)) ?? null;
}
