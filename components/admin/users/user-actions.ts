import type { Result } from '#lib/result.ts';
import type { AddedUser } from '#lib/users/add.ts';
import type { UserRow } from '#lib/users/view.ts';

/** What the page of people does; each is a server action, and the page shows the list anew after it. */
export interface UserActions {
  readonly addUser: (input: {
    name: string;
    email: string;
    role: UserRow['role'];
    password: string | null;
  }) => Promise<Result<AddedUser>>;
  readonly disableUser: (input: { userId: string }) => Promise<Result<null>>;
  readonly enableUser: (input: { userId: string }) => Promise<Result<null>>;
  readonly setRole: (input: { userId: string; role: UserRow['role'] }) => Promise<Result<null>>;
}

/** What can be done to an account that exists. */
export type UserChange = 'disable' | 'enable' | 'promote' | 'demote';
