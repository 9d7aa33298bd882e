import type { SignInFailure } from '#lib/auth/sign-in.ts';

/** A form's action: gives the reason when it did not go on elsewhere. */
export type FormAction = (previous: SignInFailure | null, form: FormData) => Promise<SignInFailure>;
