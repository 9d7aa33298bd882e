import type { Secret } from '#lib/secret.ts';

/** Where one instance of a provider is, and whom to trust there. */
export interface GitHost {
  /** Canonical web origin, for example `https://github.com`. */
  readonly origin: string;
  /** Canonical API base, for example `https://api.github.com`. */
  readonly apiBase: string;
  /** PEM certificates to trust for this host besides the system's; null for none. */
  readonly caBundle: string | null;
}

/** The OAuth application registered at a provider for one Git integration. */
export interface OAuthApplication {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** What a token is for. */
export type Purpose = 'user' | 'runtime';

/** Why a provider gave no verdict about a token. None of these says anything against the token. */
export type UnreachableReason =
  | 'dns'
  | 'tls'
  | 'refused'
  | 'blocked_address'
  | 'timeout'
  | 'rate_limited'
  | 'server_error'
  | 'redirect'
  | 'too_large'
  | 'invalid_response'
  | 'forbidden'
  | 'not_found';

export interface Unreachable {
  readonly outcome: 'unreachable';
  readonly reason: UnreachableReason;
  /** Not before this instant, where the provider said so. */
  readonly retryAt: Date | null;
}

export interface TokenOwner {
  /** The provider's stable id of the account, as text. */
  readonly id: string;
  readonly login: string;
  /** https, or null where the provider has none. */
  readonly avatarUrl: string | null;
}

/** What `inspect` learns. It never throws for what a provider may answer. */
export type Inspection =
  | {
      readonly outcome: 'accepted';
      readonly owner: TokenOwner;
      /** Null where the provider does not list a token's scopes. */
      readonly scopes: readonly string[] | null;
      /** Null with `expiry: 'never'`, or when the provider does not tell. */
      readonly expiresAt: Date | null;
      /** Whether `expiresAt` is the provider's word (`known`), the token never expires (`never`), or nobody knows (`untold`). */
      readonly expiry: 'known' | 'never' | 'untold';
    }
  | { readonly outcome: 'rejected' }
  | Unreachable;

/** Why a token that is accepted may not do something in a repository. */
export interface AccessRefusal {
  readonly outcome: 'checked';
  /**
   * `missing_scope`: the token lacks `missing`. `read_only`: the account may not write here.
   * `no_access`: the provider shows no such repository to this token (404). `archived`: nobody may write.
   * `sso_required`: the organization asks for single sign-on, at `remedyUrl`.
   * `policy`: the organization does not admit this kind of token, or has yet to approve it.
   */
  readonly access: 'missing_scope' | 'read_only' | 'no_access' | 'archived' | 'sso_required' | 'policy';
  readonly missing: readonly string[];
  readonly remedyUrl: string | null;
}

/** What a token may do in one repository. Only `writable` lets a runtime commit. */
export type RepositoryAccess =
  | { readonly outcome: 'checked'; readonly access: 'writable' }
  | AccessRefusal
  | { readonly outcome: 'rejected' }
  | Unreachable;

/** A call about the webhook of one repository, made with the Git runtime token. */
export interface WebhookCall {
  readonly host: GitHost;
  readonly token: Secret;
  readonly kindId: string;
  readonly repository: string;
}

/** Why a webhook call came to nothing. None of these changed anything at the provider. */
export type WebhookRefusal =
  | AccessRefusal
  | { readonly outcome: 'rejected' }
  /** `address`: the provider does not send to our address, such as one of a private network. `limit`: too many there. */
  | { readonly outcome: 'refused'; readonly reason: 'address' | 'limit' | 'other' }
  | Unreachable;

/** `adopted`: one with our address was there already, and now has our secret and events. */
export type WebhookCreation = { readonly outcome: 'created' | 'adopted'; readonly webhookId: string } | WebhookRefusal;
export type WebhookPresence = { readonly outcome: 'present' | 'gone' } | WebhookRefusal;
/** One that is gone already counts as deleted. */
export type WebhookDeletion = { readonly outcome: 'deleted' } | WebhookRefusal;

/** What a webhook delivery tells, in words of no provider. */
export type GitEvent =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'push';
      /** `refs/heads/main`. */
      readonly ref: string;
      /** The commit the ref points to now; null where it was deleted. */
      readonly commit: string | null;
      /** The first line of that commit's message, at most 200 characters. */
      readonly subject: string | null;
      /** The provider's login of who pushed. */
      readonly actor: string | null;
    }
  /** A person took back an authorization. It has tokens checked, and says nothing of any by itself. */
  | { readonly kind: 'authorization_revoked'; readonly ownerId: string }
  | { readonly kind: 'other'; readonly name: string };

/** `forged`: no signature of ours over these bytes. `malformed`: signed, but not what this provider sends. */
export type WebhookReading =
  | { readonly outcome: 'forged' }
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'delivered'; readonly deliveryId: string; readonly event: GitEvent };

export interface TokenGrant {
  readonly accessToken: Secret;
  readonly refreshToken: Secret | null;
  /** Seconds from now; null when the provider does not say. */
  readonly expiresInSeconds: number | null;
  readonly refreshExpiresInSeconds: number | null;
}

/**
 * What a token endpoint answered. `denied`: the code or refresh token is dead. `misconfigured`: our client is refused,
 * an administrator's business; the user's token is not to blame. `ambiguous`: the request went out and no answer came
 * back, so a one-time token may be spent.
 */
export type GrantAnswer =
  | { readonly outcome: 'granted'; readonly grant: TokenGrant }
  | { readonly outcome: 'denied' }
  | { readonly outcome: 'misconfigured'; readonly error: string }
  | { readonly outcome: 'ambiguous'; readonly reason: UnreachableReason }
  | Unreachable;

export type Revocation =
  | { readonly outcome: 'revoked' }
  /** This provider, or this instance, has no way: the person must do it at `manageUrl`. */
  | { readonly outcome: 'unsupported' }
  | { readonly outcome: 'misconfigured'; readonly error: string }
  | Unreachable;

/**
 * What stands behind an integration's settings. `not_a_git_server`: something answers, and it is not this provider.
 * `client_rejected`: the client ID or secret is wrong. `redirect_uri_rejected`: the application is right, and its
 * redirect URI is not ours.
 */
export type Probe =
  | { readonly outcome: 'ok'; readonly client: 'accepted' | 'untested' }
  | { readonly outcome: 'not_a_git_server' | 'client_rejected' | 'redirect_uri_rejected' }
  | Unreachable;

export interface TokenKind {
  /** Stored with the token: `oauth`, `classic`, `fine-grained`. */
  readonly id: string;
  /** As people call it: `OAuth`, `classic PAT`. */
  readonly label: string;
}

/** A recognisable form of secret: `ghp_…`. */
export interface TokenForm {
  readonly prefix: string;
  /** The kind it is, or null where it is of no use as a personal access token. */
  readonly kind: TokenKind | null;
  /** With its article: `a GitHub refresh token`. */
  readonly what: string;
  /** Whether the last six characters are the base62 CRC32 of the rest, as GitHub's are. */
  readonly checksum: boolean;
}

/** What a pasted text looks like, before anything is sent: see `recognise.ts`. */
export type Recognition =
  | { readonly verdict: 'token'; readonly kind: TokenKind }
  /** No known form, which self-managed hosts may well use: send it and see. */
  | { readonly verdict: 'unknown' }
  /** Certainly not usable here; `what` names it: `a GitLab personal access token`. */
  | { readonly verdict: 'wrong_kind'; readonly what: string }
  /** The form is right, the checksum is not. */
  | { readonly verdict: 'mistyped' };

export interface NeededScope {
  /** The provider's name: `repo`, `Contents: write`. */
  readonly name: string;
  /** Plain words: `commit to your repositories`. */
  readonly hint: string;
}

/** A Git provider: everything it is, as one object. Differences are fields and methods, never a switch elsewhere. */
export interface GitProvider {
  readonly id: string;
  /** `GitHub`, `GitHub Enterprise Server`. */
  readonly label: string;
  readonly kinds: readonly TokenKind[];
  /** The origin of the provider's own service, where it has one; null for self-managed only. */
  readonly defaultOrigin: string | null;
  /** The API base that belongs to an origin. */
  apiBaseFor(origin: string): string;
  /** Scopes to ask for or to tick, by purpose and way: OAuth or by token kind. */
  neededScopes(purpose: Purpose, kindId: string): readonly NeededScope[];
  /** The provider's page that makes a token of this kind, with name and scopes prefilled where it can. */
  tokenPageUrl(host: GitHost, purpose: Purpose, kindId: string, name: string): string;
  /** The provider's page where the person sees and revokes such tokens. */
  manageUrl(host: GitHost, kindId: string, application: { clientId: string } | null): string;
  /** Forms of texts known at this provider, usable here or not. Data, so that the browser can judge a paste by them. */
  readonly tokenForms: readonly TokenForm[];
  /** The provider's consent page, with state and PKCE (S256). */
  authorizeUrl(input: {
    host: GitHost;
    clientId: string;
    redirectUri: string;
    state: string;
    codeChallenge: string;
    purpose: Purpose;
  }): string;
  /** The value of `iss` this host sends on the way back (RFC 9207); null where it sends none. */
  issuer(host: GitHost): string | null;
  exchangeCode(input: {
    host: GitHost;
    application: OAuthApplication;
    code: string;
    codeVerifier: string;
    redirectUri: string;
  }): Promise<GrantAnswer>;
  refresh(input: { host: GitHost; application: OAuthApplication; refreshToken: Secret }): Promise<GrantAnswer>;
  revoke(input: {
    host: GitHost;
    application: OAuthApplication | null;
    kindId: string;
    accessToken: Secret;
  }): Promise<Revocation>;
  /** Whether `revoke` can work for such a token here, known without asking. */
  canRevoke(host: GitHost, kindId: string): boolean;
  /** Whether the provider answers at this host and takes this application. Uses nobody's token. */
  probe(input: { host: GitHost; application: OAuthApplication | null; redirectUri: string }): Promise<Probe>;
  /** Who owns the token, what it may do, until when. Asks once; a 401 is never asked again. */
  inspect(input: {
    host: GitHost;
    token: Secret;
    kindId: string;
    application: OAuthApplication | null;
  }): Promise<Inspection>;
  /** What the token may do in one repository, for a purpose. `scopes` is what `inspect` found. */
  repositoryAccess(input: {
    host: GitHost;
    token: Secret;
    kindId: string;
    scopes: readonly string[] | null;
    repository: string;
    purpose: Purpose;
  }): Promise<RepositoryAccess>;
  /** Makes the webhook for Git events, or adopts the one that has our address. Asking twice makes one. */
  createWebhook(input: WebhookCall & { url: string; secret: Secret }): Promise<WebhookCreation>;
  /** Whether the webhook is still there. */
  findWebhook(input: WebhookCall & { webhookId: string }): Promise<WebhookPresence>;
  deleteWebhook(input: WebhookCall & { webhookId: string }): Promise<WebhookDeletion>;
  /** The provider's page with the webhooks of a repository. */
  webhooksUrl(host: GitHost, repository: string): string;
  /**
   * Reads a delivery: first the signature over the raw bytes, compared in constant time, then what it tells. Header
   * names in lower case.
   */
  readWebhook(input: {
    headers: Readonly<Record<string, string>>;
    body: Uint8Array;
    secret: Secret;
    now: Date;
  }): Promise<WebhookReading>;
  /** The user name that goes with the token in Basic authentication for git. */
  basicUser(kindId: string, login: string): string;
  /** The clone address of a repository. */
  cloneUrl(host: GitHost, repository: string): string;
}
