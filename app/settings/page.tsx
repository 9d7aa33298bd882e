import type { Metadata } from 'next';
import * as actions from '#app/settings/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { SettingsIsland } from '#components/settings/settings-island.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { noticeFrom } from '#lib/git-tokens/notice-words.ts';
import { idSchema } from '#lib/ids.ts';
import { listRuntimes } from '#lib/runtimes/list.ts';
import { runtimeQuerySchema } from '#lib/runtimes/query.ts';
import { readRuntime } from '#lib/runtimes/read.ts';

export const metadata: Metadata = { title: 'User Settings' };

export default async function SettingsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const params = await searchParams;
  const { ctx, me } = await pageContext('/settings');
  const query = runtimeQuerySchema.parse(params);
  // The runtime of a notice may stand on another page of the list.
  const noticed = params['notice'] === undefined ? undefined : idSchema.safeParse(params['runtime']).data;
  const [page, row] = await Promise.all([
    listRuntimes(ctx, query),
    noticed === undefined ? null : readRuntime(ctx, noticed),
  ]);
  return (
    <SignedInPage me={me} section="settings">
      <SettingsIsland
        query={query}
        page={page}
        notice={noticeFrom(params, { row, integrations: page.integrations, total: page.counts.all })}
        administrator={me.actor.role === 'administrator'}
        actions={{
          addToken: actions.addToken,
          reuseToken: actions.reuseToken,
          checkNow: actions.checkNow,
          deleteToken: actions.deleteToken,
          startAuthorization: actions.startAuthorization,
        }}
      />
    </SignedInPage>
  );
}
