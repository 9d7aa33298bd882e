import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { HostRequest } from './http.ts';
import { hashToken } from './token-format.ts';
import type { State, User } from './state.ts';

// Cookies know no ports: the application under test lives on the same host name, so the name is the host's own.
const COOKIE = 'local_git_host';

/** oidc-provider's own session, which is another account's as soon as somebody signs in or out. */
export const OAUTH_COOKIE = 'local_git_host_oauth';

const forget = (name: string): string => `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
const FORGET_OAUTH = [forget(OAUTH_COOKIE), forget(`${OAUTH_COOKIE}.sig`)];

interface Session {
  userId: number;
  formKey: string;
  /** Shown on the next page and then forgotten. */
  flash: string | null;
}

/** Who is signed in to the host's pages. In memory: a restart signs everybody out. */
export class Sessions {
  readonly #state: State;
  readonly #sessions = new Map<string, Session>();

  constructor(state: State) {
    this.#state = state;
  }

  #of(request: HostRequest): Session | null {
    const id = request.cookie(COOKIE);
    return id === null ? null : (this.#sessions.get(hashToken(id)) ?? null);
  }

  userOf(request: HostRequest): User | null {
    const session = this.#of(request);
    return this.#state.users.find(({ id }) => id === session?.userId) ?? null;
  }

  setFlash(request: HostRequest, text: string): void {
    const session = this.#of(request);
    if (session) session.flash = text;
  }

  takeFlash(request: HostRequest): string | null {
    const session = this.#of(request);
    const flash = session?.flash ?? null;
    if (session) session.flash = null;
    return flash;
  }

  /** What every form of this session carries, so that no other site can send one. */
  formKey(request: HostRequest): string {
    return this.#of(request)?.formKey ?? '';
  }

  async formIsOurs(request: HostRequest): Promise<boolean> {
    const key = Buffer.from(this.formKey(request));
    const sent = Buffer.from((await request.form()).get('form_key') ?? '');
    return key.length > 0 && key.length === sent.length && timingSafeEqual(key, sent);
  }

  /** The Set-Cookie values of a new session. */
  signIn(user: User): string[] {
    const id = randomBytes(24).toString('base64url');
    this.#sessions.set(hashToken(id), { userId: user.id, formKey: randomBytes(18).toString('base64url'), flash: null });
    return [`${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`, ...FORGET_OAUTH];
  }

  signOut(request: HostRequest): string[] {
    const id = request.cookie(COOKIE);
    if (id !== null) this.#sessions.delete(hashToken(id));
    return [forget(COOKIE), ...FORGET_OAUTH];
  }
}
