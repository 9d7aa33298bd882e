import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import * as actions from '#app/admin/runtimes/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { RuntimeIsland } from '#components/admin/runtimes/runtime-island.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { env } from '#lib/env.ts';
import { runtimeNoticeFrom } from '#lib/git-runtime-tokens/notice-words.ts';
import { showRuntime, showRuntimeSchema } from '#lib/runtimes/show.ts';

interface Props {
  params: Promise<{ runtimeId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Read once for the page and its title. */
const read = cache(async (runtimeId: string) => {
  const parsed = showRuntimeSchema.safeParse({ runtimeId });
  if (!parsed.success) notFound();
  const { ctx, me } = await pageContext(`/admin/runtimes/${runtimeId}`);
  const page = await showRuntime(ctx, parsed.data);
  if (!page.ok) notFound();
  return { me, page: page.value };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await read((await params).runtimeId);
  return { title: page.name };
}

export default async function RuntimePage({ params, searchParams }: Props) {
  const { me, page } = await read((await params).runtimeId);
  return (
    <SignedInPage me={me} section="admin">
      <RuntimeIsland
        page={page}
        notice={runtimeNoticeFrom(await searchParams, page)}
        publicUrl={env().publicUrl}
        actions={{
          setRuntimeToken: actions.setRuntimeToken,
          startRuntimeAuthorization: actions.startRuntimeAuthorization,
          checkRuntime: actions.checkRuntime,
          createWebhook: actions.createWebhook,
          createRuntimeKey: actions.createRuntimeKey,
          revokeRuntimeKey: actions.revokeRuntimeKey,
          setRuntimeAccess: actions.setRuntimeAccess,
          renameRuntime: actions.renameRuntime,
          removeRuntime: actions.removeRuntime,
        }}
      />
    </SignedInPage>
  );
}
