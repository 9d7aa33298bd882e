import type { Metadata } from 'next';
import * as actions from '#app/settings/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { SettingsIsland } from '#components/settings/settings-island.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { noticeFrom } from '#lib/git-tokens/notice-words.ts';
import { listRuntimes } from '#lib/runtimes/list.ts';
import { runtimeQuerySchema } from '#lib/runtimes/query.ts';

export const metadata: Metadata = { title: 'User Settings' };

export default async function SettingsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const params = await searchParams;
  const { ctx, me } = await pageContext('/settings');
  const query = runtimeQuerySchema.parse(params);
  const page = await listRuntimes(ctx, query);
  return (
    <SignedInPage me={me} section="settings">
      <SettingsIsland
        query={query}
        page={page}
        notice={noticeFrom(params, page)}
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
