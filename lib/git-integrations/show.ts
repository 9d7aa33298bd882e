import { X509Certificate } from 'node:crypto';
import { count, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { gitIntegrations, runtimes } from '#db/schema/runtimes.ts';
import type { Context } from '#lib/context.ts';
import { idSchema } from '#lib/ids.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { type AdminIntegration, adminIntegration, adminIntegrationColumns } from './list.ts';

/** One Git integration as its page shows it. The client secret is never among it. */
export interface IntegrationPage extends AdminIntegration {
  /** PEM; empty for none. */
  readonly caBundle: string;
  /** Who the certificates of the bundle are, in its order. */
  readonly authorities: readonly { readonly subject: string; readonly validTo: string }[];
}

export const showIntegrationSchema = z.strictObject({ integrationId: idSchema });

/** One Git integration. Administrators only. */
export async function showIntegration(
  ctx: Context,
  input: z.output<typeof showIntegrationSchema>,
): Promise<Result<IntegrationPage, 'not_administrator' | 'not_found'>> {
  if (ctx.actor.role !== 'administrator') return fail('not_administrator');
  const page = await readIntegrationPage(ctx.db, input.integrationId);
  return page === null ? fail('not_found') : ok(page);
}

/** For verbs that have asked who it is for. Null when there is none of that id. */
export async function readIntegrationPage(db: Database, integrationId: string): Promise<IntegrationPage | null> {
  const [row] = await db
    .select({ ...adminIntegrationColumns, caBundle: gitIntegrations.caBundle, runtimes: count(runtimes.id) })
    .from(gitIntegrations)
    .leftJoin(runtimes, eq(runtimes.gitIntegrationId, gitIntegrations.id))
    .where(eq(gitIntegrations.id, integrationId))
    .groupBy(gitIntegrations.id);
  if (row === undefined) return null;
  const { caBundle, ...rest } = row;
  return { ...adminIntegration(rest), caBundle: caBundle ?? '', authorities: authoritiesOf(caBundle ?? '') };
}

function authoritiesOf(caBundle: string): IntegrationPage['authorities'] {
  const blocks = caBundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => {
    const { subject, validToDate } = new X509Certificate(block);
    return { subject: commonName(subject), validTo: validToDate.toISOString() };
  });
}

/** The common name of a subject, or its first line where it has none. */
function commonName(subject: string): string {
  const lines = subject.split('\n');
  return lines.find((line) => line.startsWith('CN='))?.slice(3) ?? lines[0] ?? '';
}
