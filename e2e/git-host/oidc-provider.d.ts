// oidc-provider ships no types; these are the parts the local Git host uses.
declare module 'oidc-provider' {
  type IncomingMessage = import('node:http').IncomingMessage;
  type ServerResponse = import('node:http').ServerResponse;

  export interface Context {
    readonly path: string;
    readonly req: IncomingMessage;
    status: number;
    type: string;
    body: unknown;
    readonly oidc: {
      readonly params: Readonly<Record<string, string | undefined>>;
      readonly client: Client;
      readonly session: { readonly accountId?: string };
      readonly requestParamScopes: ReadonlySet<string>;
      readonly result?: { readonly consent?: { readonly grantId?: string } };
    };
  }

  interface Client {
    readonly clientId: string;
    redirectUriAllowed(uri: string): boolean;
  }

  interface Grant {
    readonly jti: string;
    addOIDCScope(scopes: string): void;
    save(): Promise<string>;
  }

  interface Model<Instance> {
    readonly prototype: Instance;
    find(id: string): Promise<Instance | undefined>;
  }

  interface TokenModel {
    format: string;
    format?: 'opaque';
    generateTokenId(): string;
  }

  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string };
    readonly params: Readonly<Record<string, string | undefined>>;
    readonly session?: { readonly accountId: string };
  }

  export interface Adapter {
    upsert(id: string, payload: Record<string, unknown>, expiresIn: number): Promise<void>;
    find(id: string): Promise<Record<string, unknown> | undefined>;
    findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
    findByUserCode(userCode: string): Promise<Record<string, unknown> | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  class Check {
    constructor(reason: string, description: string, check: (ctx: Context) => boolean);
  }

  class Prompt {
    constructor(info: { name: string; requestable: boolean }, ...checks: Check[]);
  }

  export const interactionPolicy: { readonly Check: typeof Check; readonly Prompt: typeof Prompt };

  export const errors: { readonly InvalidGrant: new (detail: string) => Error };

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    readonly Client: Model<Client>;
    readonly AccessToken: Model<TokenModel>;
    readonly RefreshToken: Model<TokenModel>;
    readonly Grant: Model<Grant> & (new (input: { accountId: string; clientId: string }) => Grant);
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): this;
    on(
      event: 'grant.error' | 'server_error',
      listener: (ctx: Context, error: Error & { error_detail?: string }) => void,
    ): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<void>;
  }
}
