import { hasScope } from './scopes.ts';
import { NOT_FOUND, problem, type RestAnswer, type RestCall, type Route, route } from './rest-call.ts';
import { privateUser, publicUser } from './rest-shapes.ts';

function getUser(call: RestCall): RestAnswer {
  if (!call.principal) return problem(401, 'Requires authentication');
  const { user, token } = call.principal;
  const whole = token.kind !== 'fine-grained' && hasScope(token.scopes, 'read:user');
  const shape = whole ? privateUser : publicUser;
  return {
    status: 200,
    json: shape(call.host, call.api, user),
    accepted: { scopes: '', permissions: 'metadata=read' },
  };
}

function getUserByLogin(call: RestCall): RestAnswer {
  const user = call.host.state.users.find(({ login }) => login === call.params['login']);
  return user ? { status: 200, json: publicUser(call.host, call.api, user) } : NOT_FOUND;
}

function getMeta(call: RestCall): RestAnswer {
  const common = { verifiable_password_authentication: call.shape === 'enterprise' };
  return {
    status: 200,
    json: call.shape === 'enterprise' ? { ...common, installed_version: '3.19.0' } : common,
  };
}

export const userRoutes: readonly Route[] = [
  route('GET', '/user', getUser),
  route('GET', '/users/:login', getUserByLogin),
  route('GET', '/meta', getMeta),
];
