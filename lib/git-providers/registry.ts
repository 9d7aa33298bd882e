import { github, githubEnterprise } from './github.ts';
import type { GitProvider } from './provider.ts';

/** Every Git provider there is, in the order in which people are offered them. */
export const gitProviders: readonly GitProvider[] = [github, githubEnterprise];

const byId: ReadonlyMap<string, GitProvider> = new Map(gitProviders.map((provider) => [provider.id, provider]));

/** The provider of an id, or null where this version knows none. */
export function gitProvider(id: string): GitProvider | null {
  return byId.get(id) ?? null;
}
