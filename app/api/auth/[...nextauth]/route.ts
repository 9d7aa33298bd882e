import { answerAuth } from '#lib/auth/auth-route.ts';

export const GET = answerAuth;
export const POST = answerAuth;
