import { isUtf8 } from 'node:buffer';
import { gitProviders } from '#lib/git-providers/registry.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { readJsonObject } from './json.ts';

/** How a request is written, and its answer: JSON, or git's own `key=value` lines. */
export type Form = 'json' | 'git';

/** What is asked for, by whom not yet known. */
export interface Request {
  /** `get` asks for a credential; `store` and `erase` are what git says of one afterwards. */
  readonly operation: 'get' | 'store' | 'erase';
  readonly userId: string | null;
  /** Lower case; null where `userId` is given. */
  readonly email: string | null;
  /** Canonical: scheme, host, port. */
  readonly origin: string;
  /** The account at the provider that the address names; null for none, or for a name that stands for any. */
  readonly username: string | null;
}

type Reading<Value> = Result<Value, 'invalid_input'>;
type Fields = ReadonlyMap<string, unknown>;

/** Of git's own protocol: credential.c. */
const longestLine = 65_535;
const longestUrl = 2_048;
const longestName = 320;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** ASCII only: other letters and dots mean some other host to `URL`. */
const hostForm = /^(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/;
const urlForm = /^([a-z]+):\/\/(?:([^\s/?#@:\\]+)@)?([^\s/?#@\\]+)(?:\/[^\s?#\\]*)?$/i;
const contentTypeForm = /^(application\/json|text\/plain) ?(?:; ?charset="?utf-8"?)?$/i;
const control = /\p{Cc}/u;
/** A line break or NUL in disguise (CVE-2020-5260). */
const disguised = /%0[0ad]/i;
const defaultPort: Readonly<Record<string, RegExp>> = { https: /:443$/, http: /:80$/ };

/** Names that a provider takes with any token say nothing of whose it is. */
const anybody: ReadonlySet<string> = new Set(
  gitProviders.flatMap((provider) => provider.kinds.map((kind) => provider.basicUser(kind.id, ''))),
);

function wrong(field: string, problem: string) {
  return fail('invalid_input', { field, problem });
}

/** The form that a content type announces; null for any other, and for any charset but UTF-8. */
export function readForm(contentType: string | undefined): Form | null {
  const [, type] = contentTypeForm.exec(contentType ?? '') ?? [];
  if (type === undefined) return null;
  return type.toLowerCase() === 'text/plain' ? 'git' : 'json';
}

/** Reads a body. `user` is the header X-Git-Tokens-User, which git's form has the user in. */
export function readRequest(form: Form, body: Buffer, user: string | null): Reading<Request> {
  if (!isUtf8(body)) return wrong('Body', 'is not UTF-8');
  const text = body.toString('utf8');
  if (text.startsWith('\ufeff')) return wrong('Body', 'begins with a byte order mark');
  const fields = form === 'json' ? readJson(text) : readLines(text);
  if (!fields.ok) return fields;
  return readFields(fields.value, form === 'json' ? fields.value.get('user') : user);
}

function readJson(text: string): Reading<Fields> {
  const object = readJsonObject(text);
  return object === null ? wrong('Body', 'is not a JSON object with every name once') : ok(object);
}

/** Lines up to an empty one or the end; keys that end in `[]` may come again (git-credential(1)). */
function readLines(text: string): Reading<Fields> {
  if (/[\0\r]/.test(text)) return wrong('Body', 'has a carriage return or NUL');
  const lines = text.split('\n');
  const end = lines.indexOf('');
  if (end >= 0 && lines.slice(end).some((line) => line !== '')) return wrong('Body', 'goes on after an empty line');
  const fields = new Map<string, string>();
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const equals = line.indexOf('=');
    if (equals < 1 || line.length > longestLine) return wrong('Body', 'is not lines of key=value');
    const key = line.slice(0, equals);
    if (key.endsWith('[]')) continue;
    if (fields.has(key)) return wrong('Body', 'has a key twice');
    fields.set(key, line.slice(equals + 1));
  }
  return ok(fields);
}

function readFields(fields: Fields, user: unknown): Reading<Request> {
  const operation = fields.get('operation') ?? 'get';
  if (operation !== 'get' && operation !== 'store' && operation !== 'erase') {
    return wrong('operation', 'is get, store or erase');
  }
  const who = readUser(user);
  if (!who.ok) return who;
  const where = fields.has('url') ? readUrl(fields) : readParts(fields);
  return where.ok ? ok({ operation, ...who.value, ...where.value }) : where;
}

/** A text of a sensible length without control characters. */
function isText(value: unknown, longest: number): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= longest &&
    value.isWellFormed() &&
    !control.test(value) &&
    !disguised.test(value)
  );
}

function readUser(user: unknown): Reading<Pick<Request, 'userId' | 'email'>> {
  const text = typeof user === 'string' ? user.trim() : user;
  if (!isText(text, longestName)) return wrong('user', 'is the id or e-mail address of one person');
  return ok(uuid.test(text) ? { userId: text, email: null } : { userId: null, email: text.toLowerCase() });
}

type Where = Pick<Request, 'origin' | 'username'>;

function readUrl(fields: Fields): Reading<Where> {
  const url = fields.get('url');
  if (fields.has('protocol') || fields.has('host')) return wrong('url', 'stands beside protocol or host');
  const parts = isText(url, longestUrl) ? urlForm.exec(url) : null;
  if (parts === null) return wrong('url', 'is written like https://git.example.com/owner/name');
  const [, protocol = '', username, host = ''] = parts;
  return readWhere(protocol.toLowerCase(), host, username === undefined ? undefined : decoded(username));
}

function decoded(text: string): unknown {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readParts(fields: Fields): Reading<Where> {
  const path = fields.get('path') ?? '/';
  if (path !== '' && !isText(path, longestLine)) return wrong('path', 'has characters that no path has');
  return readWhere(fields.get('protocol'), fields.get('host'), fields.get('username'));
}

/** Text is compared, nothing is guessed: `URL` would make github.com of many other spellings. */
function readWhere(protocol: unknown, host: unknown, username: unknown): Reading<Where> {
  if (protocol !== 'https' && protocol !== 'http') return wrong('protocol', 'is https');
  const name = typeof host === 'string' ? host.toLowerCase() : '';
  if (!hostForm.test(name)) return wrong('host', 'is one host name, with its port where it has one');
  const account = username ?? '';
  if (account !== '' && !isText(account, longestName)) return wrong('username', 'is the name of one account');
  const origin = `${protocol}://${name.replace(defaultPort[protocol] ?? '', '')}`;
  return ok({ origin, username: account === '' || anybody.has(account) ? null : account });
}
