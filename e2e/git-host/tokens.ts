import type { Level, StateFile, TokenRecord, User } from './state.ts';
import { hashToken, mintToken } from './token-format.ts';

/** GitHub keeps this many OAuth tokens per user, application and set of scopes, and revokes the oldest. */
const OAUTH_TOKEN_LIMIT = 10;

export interface NewToken {
  kind: TokenRecord['kind'];
  userId: number;
  name: string;
  scopes?: readonly string[];
  clientId?: string;
  grantId?: string;
  resourceOwner?: string;
  repositories?: readonly string[] | null;
  permissions?: Readonly<Record<string, Level>>;
  pendingApproval?: boolean;
  expiresAt?: Date | null;
}

export type TokenState = 'live' | 'expired' | 'revoked';

export function tokenState(token: TokenRecord, now: Date): TokenState {
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt !== null && Date.parse(token.expiresAt) <= now.getTime() ? 'expired' : 'live';
}

/** All tokens of the host. It keeps hashes: the text exists only in what `create` returns. */
export class TokenStore {
  readonly #file: StateFile;
  readonly #byHash: Map<string, TokenRecord>;

  constructor(file: StateFile) {
    this.#file = file;
    this.#byHash = new Map(file.state.tokens.map((token) => [token.hash, token]));
  }

  create(input: NewToken): { token: TokenRecord; text: string } {
    const text = mintToken(input.kind === 'classic' ? 'ghp' : 'github_pat');
    return { token: this.add(input, text), text };
  }

  /** Takes in a token whose text was made elsewhere (oidc-provider's access tokens). */
  add(input: NewToken, text: string): TokenRecord {
    const { state } = this.#file;
    state.nextId += 1;
    const token: TokenRecord = {
      id: state.nextId,
      kind: input.kind,
      hash: hashToken(text),
      lastEight: text.slice(-8),
      userId: input.userId,
      name: input.name,
      scopes: [...(input.scopes ?? [])],
      clientId: input.clientId ?? null,
      grantId: input.grantId ?? null,
      resourceOwner: input.resourceOwner ?? null,
      repositories: input.repositories ? [...input.repositories] : null,
      permissions: { ...input.permissions },
      pendingApproval: input.pendingApproval === true,
      createdAt: new Date().toISOString(),
      expiresAt: input.expiresAt?.toISOString() ?? null,
      revokedAt: null,
      lastUsedAt: null,
      ssoOrganizations: [],
    };
    state.tokens.push(token);
    this.#byHash.set(token.hash, token);
    if (token.kind === 'oauth') this.#keepToLimit(token);
    this.#file.changed();
    return token;
  }

  /** The record of a token text, whatever its state; null for one this host never made. */
  find(text: string): TokenRecord | null {
    return this.#byHash.get(hashToken(text)) ?? null;
  }

  get(id: number): TokenRecord | null {
    return this.#file.state.tokens.find((token) => token.id === id) ?? null;
  }

  /** A user's tokens that are not revoked, newest first. */
  listOf(user: User): TokenRecord[] {
    return this.#file.state.tokens.filter((token) => token.userId === user.id && token.revokedAt === null).toReversed();
  }

  revoke(token: TokenRecord): void {
    token.revokedAt ??= new Date().toISOString();
    this.#file.changed();
  }

  revokeGrant(grantId: string): void {
    for (const token of this.#file.state.tokens) if (token.grantId === grantId) this.revoke(token);
  }

  /** The next check finds it expired, as if its date had come. */
  expire(token: TokenRecord): void {
    token.expiresAt = new Date(Date.now() - 1000).toISOString();
    this.#file.changed();
  }

  /** Written to disk with the next change, not for its own sake. */
  used(token: TokenRecord): void {
    token.lastUsedAt = new Date().toISOString();
  }

  authorizeSso(token: TokenRecord, organization: string): void {
    if (!token.ssoOrganizations.includes(organization)) token.ssoOrganizations.push(organization);
    this.#file.changed();
  }

  #keepToLimit(added: TokenRecord): void {
    const same = this.#file.state.tokens.filter(
      (token) =>
        token.kind === 'oauth' &&
        token.userId === added.userId &&
        token.clientId === added.clientId &&
        token.scopes.join() === added.scopes.join() &&
        tokenState(token, new Date()) === 'live',
    );
    for (const old of same.slice(0, -OAUTH_TOKEN_LIMIT)) this.revoke(old);
  }
}
