import type { Result } from '#lib/result.ts';
import type { AddedUser } from '#lib/users/add.ts';
import type { MadePassword } from '#lib/users/make-password.ts';
import type { UserRow } from '#lib/users/view.ts';

/** What the page of people does; each is a server action, and the page shows the list anew after it. */
export interface UserActions {
  readonly addUser: (input: {
    name: string;
    email: string;
    role: UserRow['role'];
    password: string | null;
  }) => Promise<Result<AddedUser>>;
  /** A new password for a local account; this answer is the only time it is seen. */
  readonly makePassword: (input: { userId: string }) => Promise<Result<MadePassword>>;
  readonly disableUser: (input: { userId: string }) => Promise<Result<null>>;
  readonly enableUser: (input: { userId: string }) => Promise<Result<null>>;
  readonly setRole: (input: { userId: string; role: UserRow['role'] }) => Promise<Result<null>>;
}

/** What can be done to an account that exists. */
export type UserChange = 'disable' | 'enable' | 'promote' | 'demote' | 'password';
