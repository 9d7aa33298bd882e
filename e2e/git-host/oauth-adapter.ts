import { type Adapter, errors } from 'oidc-provider';
import { revokeGrant } from './grants.ts';
import type { Host } from './host.ts';
import type { OidcRecord } from './state.ts';
import { hashToken } from './token-format.ts';

const YEAR_S = 31_536_000;

/** A scope of our own that every request carries, because oidc-provider wants one and GitHub does not. */
export const IDENTITY_SCOPE = 'local-git-host:identity';
/** `offline_access` under a name to which oidc-provider attaches no rules. */
export const OFFLINE_SCOPE = 'local-git-host:offline';

/** The scopes of GitHub among a space-separated list. */
export function realScopes(list: unknown): string[] {
  return typeof list === 'string'
    ? list.split(' ').filter((scope) => scope !== '' && !scope.startsWith('local-git-host:'))
    : [];
}

/**
 * oidc-provider's memory. Access tokens go to the host's own token store, so that REST, git and the pages know them;
 * grants and refresh tokens outlive a restart; the rest is short-lived.
 */
export function oidcAdapter(host: Host): (model: string) => Adapter {
  const memory: Record<string, OidcRecord> = {};
  return (model) => {
    const records = model === 'Grant' || model === 'RefreshToken' ? host.state.oidc : memory;
    const keyOf = (id: string): string => `${model}:${hashToken(id)}`;

    function live(key: string): Record<string, unknown> | undefined {
      const record = records[key];
      if (!record || record.expiresAt > Date.now()) return record?.payload;
      delete records[key];
      return undefined;
    }

    return {
      async upsert(id, payload, expiresIn) {
        if (model === 'AccessToken') {
          addAccessToken(host, id, payload);
          return;
        }
        const { jti: _id, ...rest } = payload;
        records[keyOf(id)] = { model, expiresAt: Date.now() + expiresIn * 1000, payload: rest };
        host.file.changed();
      },
      async find(id) {
        if (model === 'Client') return clientOf(host, id);
        const payload = live(keyOf(id));
        // A used code is simply unknown to GitHub; oidc-provider alone would also revoke what it had bought.
        if (!payload || (model === 'AuthorizationCode' && 'consumed' in payload)) return undefined;
        return { ...payload, jti: id };
      },
      async findByUid(uid) {
        const key = Object.keys(records).find(
          (one) => one.startsWith(`${model}:`) && records[one]?.payload['uid'] === uid,
        );
        return key === undefined ? undefined : live(key);
      },
      async findByUserCode() {
        return undefined;
      },
      async consume(id) {
        const payload = live(keyOf(id));
        if (!payload) return;
        const grantId = String(payload['grantId']);
        if ('consumed' in payload) {
          // Two requests raced with the same one-time value: the second one is a replay.
          if (model === 'RefreshToken') revokeGrant(host, grantId);
          throw new errors.InvalidGrant('already used');
        }
        payload['consumed'] = Math.floor(Date.now() / 1000);
        // A refresh also ends the access token it replaces.
        if (model === 'RefreshToken') host.tokens.revokeGrant(grantId);
        host.file.changed();
      },
      async destroy(id) {
        delete records[keyOf(id)];
        host.file.changed();
      },
      async revokeByGrantId(grantId) {
        if (model === 'AccessToken') host.tokens.revokeGrant(grantId);
        for (const [key, record] of Object.entries(records)) {
          if (record.model === model && record.payload['grantId'] === grantId) delete records[key];
        }
        host.file.changed();
      },
    };
  };
}

function addAccessToken(host: Host, text: string, payload: Record<string, unknown>): void {
  const expires = Number(payload['exp']) * 1000;
  host.tokens.add(
    {
      kind: 'oauth',
      userId: Number(payload['accountId']),
      name: String(payload['clientId']),
      scopes: realScopes(payload['scope']),
      clientId: String(payload['clientId']),
      grantId: String(payload['grantId']),
      expiresAt: expires < Date.now() + YEAR_S * 1000 ? new Date(expires) : null,
    },
    text,
  );
}

function clientOf(host: Host, clientId: string): Record<string, unknown> | undefined {
  const application = host.state.applications.find((one) => one.clientId === clientId);
  return (
    application && {
      client_id: application.clientId,
      client_secret: application.clientSecret,
      client_name: application.name,
      // Which redirect URIs are good is decided in oauth.ts, by GitHub's rules; oidc-provider wants one to be listed.
      redirect_uris: [`${host.origin}/no-redirect-uri`],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
    }
  );
}

/** Seconds an access token lives: 8 hours with refresh tokens, otherwise for ever, which here is ten years. */
export function accessTokenLifetime(host: Host, clientId: string, scope: string | undefined): number {
  return expires(host, clientId, scope) ? 28_800 : 10 * YEAR_S;
}

/** Whether tokens of this authorization expire: the application's setting, or asked for with `offline_access`. */
export function expires(host: Host, clientId: string, scope: string | undefined): boolean {
  const application = host.state.applications.find((one) => one.clientId === clientId);
  return application?.expiringTokens === true || (scope ?? '').split(' ').includes(OFFLINE_SCOPE);
}
