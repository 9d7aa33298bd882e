import type { NextRequest } from 'next/server';
import { handlers } from './next-auth.ts';

/**
 * next-auth's own addresses, of which the app uses one: the way back from an OpenID Connect issuer. Signing in and out
 * are server actions; the rest (csrf, providers, session, signin, signout) is not there.
 */
export function answerAuth(request: NextRequest): Promise<Response> | Response {
  const { pathname } = new URL(request.url);
  if (pathname !== '/api/auth/callback/oidc') {
    const error = {
      code: 'not_found',
      message: 'There is nothing at this address.',
      requestId: request.headers.get('x-request-id') ?? '',
    };
    return Response.json({ error }, { status: 404 });
  }
  return request.method === 'POST' ? handlers.POST(request) : handlers.GET(request);
}
