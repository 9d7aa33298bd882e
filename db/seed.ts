import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { createUser } from '#lib/auth/users.ts';
import type { Context } from '#lib/context.ts';
import { createIntegration } from '#lib/git-integrations/create.ts';
import { createRuntime } from '#lib/runtimes/create.ts';
import type { Database } from './client.ts';
import { gitIntegrations, runtimes } from './schema/runtimes.ts';
import { users } from './schema/users.ts';

/** Accounts of the demo, on a server that only this machine reaches: their passwords are no secret. */
export const demoUsers = {
  administrator: {
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    password: 'ada-demo-password',
    role: 'administrator',
  },
  user: { email: 'grace@example.com', name: 'Grace Hopper', password: 'grace-demo-password', role: 'user' },
} as const;

/** The OAuth application that the local Git host knows. */
const application = { oauthClientId: 'git-tokens-demo', oauthClientSecret: 'git-tokens-demo-secret' };

/** Runtimes by Git integration, each with its repository. */
export const demoRuntimes = {
  GitHub: {
    'production-eu': 'acme/gitops-config',
    'production-us': 'acme/gitops-config',
    staging: 'acme/staging-config',
    edge: 'acme/edge-config',
    'data-platform': 'acme/data-apps',
    observability: 'acme/observability',
    'legacy-dc1': 'acme/old-config',
    'initech-fleet': 'initech/fleet',
  },
  'GitHub Enterprise': { 'on-prem-berlin': 'acme/edge-config', 'home-lab': 'octo-ada/home-lab' },
  'Build lab': { 'build-lab': 'acme/staging-config' },
} as const;

export interface DemoSeed {
  readonly db: Database;
  /** The local Git host: `http://localhost:3001`. */
  readonly hostOrigin: string;
  readonly now: Date;
}

/** Fills in what the demo needs and is not there yet; run again, it changes nothing. */
export async function seedDemo({ db, hostOrigin, now }: DemoSeed): Promise<typeof demoUsers> {
  await createUser(db, demoUsers.administrator);
  await createUser(db, demoUsers.user);
  const [ada] = await db.select({ id: users.id }).from(users).where(eq(users.email, demoUsers.administrator.email));
  if (ada === undefined) throw new Error('The demo administrator was not written.');
  const actor = { kind: 'user', userId: ada.id, sessionId: randomUUID(), role: 'administrator' } as const;
  const ctx: Context = { db, actor, now };
  const ids = await seedIntegrations(ctx, hostOrigin);
  const there = new Set((await db.select({ name: runtimes.name }).from(runtimes)).map((row) => row.name));
  for (const [integration, named] of Object.entries(demoRuntimes)) {
    for (const [name, repository] of Object.entries(named)) {
      if (there.has(name)) continue;
      const gitIntegrationId = ids.get(integration) ?? '';
      succeeded(await createRuntime(ctx, { name, gitIntegrationId, repository }), name);
      await db.update(runtimes).set({ installedAt: now }).where(eq(runtimes.name, name));
    }
  }
  return demoUsers;
}

/** Integration ids by name. One has no OAuth application: there a person pastes a token or asks the administrator. */
async function seedIntegrations(ctx: Context, origin: string): Promise<ReadonlyMap<string, string>> {
  const wanted = [
    { provider: 'github', name: 'GitHub', origin, apiBase: `${origin}/rest`, ...application },
    { provider: 'github-enterprise', name: 'GitHub Enterprise', origin, apiBase: `${origin}/api/v3`, ...application },
    // The same host by its other name, since a provider's origin is unique.
    { provider: 'github-enterprise', name: 'Build lab', ...byAddress(origin) },
  ];
  const read = () => ctx.db.select({ id: gitIntegrations.id, name: gitIntegrations.name }).from(gitIntegrations);
  const there = new Set((await read()).map((row) => row.name));
  for (const integration of wanted) {
    if (!there.has(integration.name)) succeeded(await createIntegration(ctx, integration), integration.name);
  }
  return new Map((await read()).map((row) => [row.name, row.id]));
}

function byAddress(origin: string): { origin: string; apiBase: string } {
  const address = origin.replace('//localhost:', '//127.0.0.1:');
  return { origin: address, apiBase: `${address}/api/v3` };
}

function succeeded(result: { readonly ok: boolean; readonly code?: string }, what: string): void {
  if (!result.ok) throw new Error(`The demo's ${what} was refused: ${result.code}.`);
}
