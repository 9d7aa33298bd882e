import NextAuth, { CredentialsSignin, type NextAuthConfig } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { database } from '#db/provide.ts';
import { deriveKey } from '#lib/cipher.ts';
import { env, type OidcSettings } from '#lib/env.ts';
import { logger } from '#lib/logger.ts';
import { reveal } from '#lib/secret.ts';
import { findOrCreateOidcAccount } from './oidc-account.ts';
import { decodeSession, encodeSession, secureCookies, sessionCookieName } from './session-cookie.ts';
import { endSession, readSession, sessionSeconds, startSession } from './sessions.ts';
import { verifyCredentials } from './verify-credentials.ts';

/** next-auth's way to carry a code out of `authorize`. */
class RefusedSignIn extends CredentialsSignin {
  constructor(code: string) {
    super();
    this.code = code;
  }
}

const credentials = Credentials({
  credentials: { email: {}, password: {} },
  async authorize({ email, password }, request) {
    if (typeof email !== 'string' || typeof password !== 'string') throw new RefusedSignIn('wrong_credentials');
    // Set by our own server, from the connection or a trusted proxy.
    const address = request.headers.get('x-forwarded-for') ?? '';
    const result = await verifyCredentials(database(), { email, password, address });
    if (!result.ok) throw new RefusedSignIn(result.code);
    return { id: result.value.userId };
  },
});

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function oidc(settings: OidcSettings): NextAuthConfig['providers'][number] {
  return {
    id: 'oidc',
    type: 'oidc',
    name: settings.name,
    issuer: settings.issuer,
    clientId: settings.clientId,
    clientSecret: reveal(settings.clientSecret),
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid email profile' } },
  };
}

type Callbacks = NonNullable<NextAuthConfig['callbacks']>;
type SignInCallback = NonNullable<Callbacks['signIn']>;

/** By OpenID Connect: finds the account, and hands its id on as the user's. A path sends the person there instead. */
const admit: SignInCallback = async ({ user, account, profile }) => {
  if (account?.provider !== 'oidc') return true;
  const { oidc } = env();
  const subject = text(profile?.sub);
  if (oidc === null || subject === null) return '/sign-in?error=oidc_failed';
  const result = await findOrCreateOidcAccount(database(), {
    issuer: oidc.issuer,
    subject,
    email: text(profile?.email),
    emailVerified: profile?.email_verified ?? null,
    name: text(profile?.name),
  });
  if (!result.ok) return result.code === 'not_set_up' ? '/setup' : `/sign-in?error=${result.code}`;
  user.id = result.value.userId;
  return true;
};

function config(): NextAuthConfig {
  const { oidc: settings } = env();
  const secure = secureCookies();
  const cookie = (name: string) => ({
    name: `${secure ? '__Host-' : ''}git-tokens.${name}`,
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  });
  return {
    basePath: '/api/auth',
    secret: Buffer.from(deriveKey('next-auth')).toString('base64'),
    trustHost: true,
    providers: settings === null ? [credentials] : [credentials, oidc(settings)],
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in', newUser: '/settings' },
    cookies: {
      sessionToken: { ...cookie('session'), name: sessionCookieName() },
      callbackUrl: cookie('callback-url'),
      csrfToken: cookie('csrf'),
      pkceCodeVerifier: cookie('pkce'),
      state: cookie('state'),
      nonce: cookie('nonce'),
    },
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    jwt: {
      encode: ({ token }) => {
        const sessionId = text(token?.['sessionId']);
        if (sessionId === null) throw new TypeError('a session cookie without a session');
        return encodeSession(sessionId, Math.floor(Date.now() / 1000) + sessionSeconds);
      },
      decode: ({ token }) => {
        const sessionId = decodeSession(token ?? '', new Date());
        return sessionId === null ? null : { sessionId };
      },
    },
    callbacks: {
      signIn: admit,
      // Signing in makes a session; later calls look whether it still lives. Nothing else is put in the cookie.
      jwt: async ({ token, user, trigger }) => {
        const now = new Date();
        if (trigger === 'signIn' || trigger === 'signUp') {
          const started = user.id === undefined ? null : await startSession(database(), user.id, now);
          return started === null ? null : { sessionId: started.id };
        }
        const sessionId = text(token['sessionId']);
        const alive = sessionId !== null && (await readSession(database(), sessionId, now)) !== null;
        return alive ? { sessionId } : null;
      },
    },
    events: {
      signOut: async (message) => {
        const sessionId = 'token' in message ? text(message.token?.['sessionId']) : null;
        if (sessionId !== null) await endSession(database(), sessionId, new Date());
      },
    },
    // Its own logger prints a stack per wrong password, and cookies at debug: names of errors are enough.
    logger: {
      error: (error) => {
        const expected = error instanceof CredentialsSignin;
        if (expected) logger().info({ code: error.code }, 'sign-in refused');
        else logger().warn({ type: nameOf(error), cause: causeOf(error) }, 'next-auth error');
      },
      warn: (code) => logger().debug({ code }, 'next-auth warning'),
      debug: () => {},
    },
  };
}

/** next-auth's errors carry their name in `type`, which survives the bundler. */
function nameOf(error: Error): string {
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

function causeOf(error: Error): string | null {
  const { cause } = error;
  const inner: unknown = typeof cause === 'object' && cause !== null && 'err' in cause ? cause.err : cause;
  return inner instanceof Error ? `${nameOf(inner)}: ${inner.message}` : null;
}

/** Made at the first use and not when the module is loaded: the build loads it without an environment. */
export const { handlers, signIn, signOut } = NextAuth(() => config());
