/**
 * Paths for programs rather than browsers. A program sends no Origin and carries no cookie, so there is no cross-site
 * request to forge: its handler authenticates every request by a key or a signature of its own. The credential API and
 * the webhooks are not among them: `server.ts` asks those before the front.
 */
interface MachinePath {
  readonly prefix: string;
  /** Health probes ask by address: no name to compare with PUBLIC_URL. */
  readonly anyHost: boolean;
}

const machinePaths: readonly MachinePath[] = [{ prefix: '/api/health/', anyHost: true }];

/** The entry for a path; null for everything a browser asks for. */
export function machinePath(path: string): MachinePath | null {
  return machinePaths.find((entry) => path.startsWith(entry.prefix)) ?? null;
}
