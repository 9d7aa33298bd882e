import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import * as actions from '#app/admin/users/actions.ts';
import { SignedInPage } from '#app/signed-in.tsx';
import { AdminHeader } from '#components/admin/admin-header.tsx';
import { UserIsland } from '#components/admin/users/user-island.tsx';
import { pageContext } from '#lib/auth/actor.ts';
import { listUsers, listUsersSchema } from '#lib/users/list.ts';

export const metadata: Metadata = { title: 'Users' };

export default async function UsersPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { ctx, me } = await pageContext('/admin/users');
  const query = listUsersSchema.parse(await searchParams);
  const page = await listUsers(ctx, query);
  if (!page.ok) notFound();
  return (
    <SignedInPage me={me} section="admin">
      <AdminHeader current="users" />
      <UserIsland
        page={page.value}
        q={query.q}
        actions={{
          addUser: actions.addUser,
          makePassword: actions.makePassword,
          disableUser: actions.disableUser,
          enableUser: actions.enableUser,
          setRole: actions.setRole,
        }}
      />
    </SignedInPage>
  );
}
