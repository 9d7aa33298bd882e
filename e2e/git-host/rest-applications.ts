import { revokeGrantOf } from './grants.ts';
import { basicCredentials, jsonObject } from './http.ts';
import { BAD_CREDENTIALS, NOT_FOUND, problem, type RestAnswer, type RestCall, type Route, route } from './rest-call.ts';
import { authorizationJson } from './rest-shapes.ts';
import type { Application, TokenRecord } from './state.ts';
import { tokenState } from './tokens.ts';

const MOST_CREDENTIALS = 1000;

/** The application that signs in with its own id and secret, and the token of its own it names in the body. */
async function aboutToken(
  call: RestCall,
  answer: (application: Application, token: TokenRecord, text: string) => RestAnswer,
): Promise<RestAnswer> {
  const application = applicationOf(call);
  if (!application) return BAD_CREDENTIALS;
  if (application.clientId !== call.params['client']) return NOT_FOUND;
  const text = jsonObject(await call.request.body())?.['access_token'];
  if (typeof text !== 'string' || text === '') {
    return problem(422, 'Validation Failed', {
      errors: [{ resource: 'OauthAccess', field: 'access_token', code: 'missing_field' }],
    });
  }
  const token = call.host.tokens.find(text);
  const good = token?.clientId === application.clientId && tokenState(token, new Date()) === 'live';
  return good ? answer(application, token, text) : NOT_FOUND;
}

function applicationOf(call: RestCall): Application | null {
  const basic = basicCredentials(call.request.header('authorization'));
  const application = call.host.state.applications.find(({ clientId }) => clientId === basic?.username);
  return application && application.clientSecret === basic?.password ? application : null;
}

function checkToken(call: RestCall): Promise<RestAnswer> {
  return aboutToken(call, (application, token, text) => {
    const user = call.host.state.users.find(({ id }) => id === token.userId);
    return user
      ? { status: 200, json: authorizationJson(call.host, call.api, token, text, application, user) }
      : NOT_FOUND;
  });
}

// The description lists 204 and 422 only; 404 for a token that is not live is what clients of the real one report.
function deleteToken(call: RestCall): Promise<RestAnswer> {
  return aboutToken(call, (_application, token) => {
    revokeGrantOf(call.host, token);
    return { status: 204 };
  });
}

function deleteGrant(call: RestCall): Promise<RestAnswer> {
  return aboutToken(call, (application, token) => {
    for (const one of call.host.state.tokens) {
      if (one.userId === token.userId && one.clientId === application.clientId) revokeGrantOf(call.host, one);
    }
    delete call.host.state.consents[`${token.userId}:${application.clientId}`];
    return { status: 204 };
  });
}

/** Anybody may revoke a token they hold; who is signed in may not. */
async function revokeCredentials(call: RestCall): Promise<RestAnswer> {
  if (call.request.header('authorization') !== null) return problem(403, 'Forbidden');
  const credentials = jsonObject(await call.request.body())?.['credentials'];
  if (!Array.isArray(credentials) || credentials.length === 0 || credentials.length > MOST_CREDENTIALS) {
    return problem(422, 'Validation Failed', { errors: [`credentials must be a list of 1 to ${MOST_CREDENTIALS}`] });
  }
  for (const text of credentials) {
    const token = typeof text === 'string' ? call.host.tokens.find(text) : null;
    if (token) revokeGrantOf(call.host, token);
  }
  return { status: 202, json: {} };
}

export const applicationRoutes: readonly Route[] = [
  route('POST', '/applications/:client/token', checkToken, { anonymous: true }),
  route('DELETE', '/applications/:client/token', deleteToken, { anonymous: true }),
  route('DELETE', '/applications/:client/grant', deleteGrant, { anonymous: true }),
  route('POST', '/credentials/revoke', revokeCredentials, { anonymous: true, shape: 'github' }),
];
