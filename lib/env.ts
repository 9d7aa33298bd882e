import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { rememberConfigurationSecret } from '#lib/live-secrets.ts';
import { processWide } from '#lib/process-wide.ts';
import { Secret } from '#lib/secret.ts';

/** A variable of the environment is missing or wrong. One line: the variable, the cause, the cure; never a secret. */
export class EnvError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EnvError';
  }
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** On the button: `Sign in with …`. */
  readonly name: string;
}

/** The configuration, checked. Everything the app knows of its surroundings. */
export interface Env {
  readonly mode: 'development' | 'production';
  readonly port: number;
  /** The address to listen at; null: all. */
  readonly host: string | null;
  /** Origin under which people reach the app: scheme, host, port; no trailing slash. */
  readonly publicUrl: string;
  /** Null: PGlite in `dataDir`. Holds a password. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the file `keys` in `dataDir`. */
  readonly keys: string | null;
  readonly oidc: OidcSettings | null;
  /** Git hosts at loopback addresses, and by http there, are allowed. */
  readonly allowLoopbackGitHosts: boolean;
  /** Private ranges in which Git hosts may be. */
  readonly outboundAllowCidrs: readonly string[];
  /** X-Forwarded-For is believed. */
  readonly trustProxy: boolean;
  /** How often one runtime key may ask the credential API in a minute, in one process. */
  readonly requestsPerMinute: number;
  readonly logLevel: string;
  /** Where the build is. */
  readonly distDir: string;
}

type Source = Readonly<Record<string, string | undefined>>;

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

function origin(text: string): string | null {
  if (!/^https?:\/\/[^/?#@\s]+\/?$/i.test(text) || !URL.canParse(text)) return null;
  return new URL(text).origin;
}

function checked<Value>(read: (text: string) => Value | null) {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (value === null) {
      context.addIssue('wrong');
      return z.NEVER;
    }
    return value;
  });
}

function issuer(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
  return secure && url.username === '' && url.search === '' && url.hash === '' ? text : null;
}

function ranges(text: string): readonly string[] | null {
  const list = text.split(',').map((part) => part.trim());
  return list.every((part) => ipaddr.isValidCIDR(part)) ? list : null;
}

const postgresUrl = (text: string) => (/^postgres(?:ql)?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : null);

const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: wholeNumber(1, 65_535).default(3000),
  HOST: z.string().nullable().default(null),
  PUBLIC_URL: checked(origin).optional(),
  DATABASE_URL: checked(postgresUrl).nullable().default(null),
  DATA_DIR: z.string().default('./.data'),
  GIT_TOKENS_KEYS: z.string().nullable().default(null),
  AUTH_OIDC_ISSUER: checked(issuer).optional(),
  AUTH_OIDC_CLIENT_ID: z.string().optional(),
  AUTH_OIDC_CLIENT_SECRET: z.string().optional(),
  AUTH_OIDC_NAME: z.string().max(40).optional(),
  ALLOW_LOOPBACK_GIT_HOSTS: flag.optional(),
  OUTBOUND_ALLOW_CIDRS: checked(ranges).default([]),
  TRUST_PROXY: flag.default(false),
  CREDENTIAL_REQUESTS_PER_MINUTE: wholeNumber(1, 10_000_000).default(60),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  NEXT_DIST_DIR: z.string().default('.next'),
});

/** What a variable must look like, as the end of the sentence «NAME is wrong: …». */
const cures: Readonly<Record<keyof typeof schema.shape, string>> = {
  NODE_ENV: 'start with `npm start` (production) or `npm run dev` (development)',
  PORT: 'set it to a number from 1 to 65535, for example 3000',
  HOST: 'set it to an address to listen at, for example 127.0.0.1, or leave it out for all',
  PUBLIC_URL: 'set it to the address people open, without a path, for example https://git-tokens.example.com',
  DATABASE_URL: 'set it to postgres://user:password@host:5432/name, or leave it out for the embedded database',
  DATA_DIR: 'set it to a folder this process may write, for example ./.data',
  GIT_TOKENS_KEYS: 'set it to id:base64 of 32 random bytes',
  AUTH_OIDC_ISSUER: 'set it to the https address of your OpenID Connect issuer, for example https://login.example.com',
  AUTH_OIDC_CLIENT_ID: 'set it to the client ID your OpenID Connect issuer gave',
  AUTH_OIDC_CLIENT_SECRET: 'set it to the client secret your OpenID Connect issuer gave',
  AUTH_OIDC_NAME: 'set it to at most 40 characters for the sign-in button',
  ALLOW_LOOPBACK_GIT_HOSTS: 'set it to true or false',
  OUTBOUND_ALLOW_CIDRS: 'set it to ranges separated by commas, for example 10.0.0.0/8,fd00::/8',
  TRUST_PROXY: 'set it to true when a reverse proxy sets X-Forwarded-For, else leave it out',
  CREDENTIAL_REQUESTS_PER_MINUTE: 'set it to how often one runtime key may ask in a minute, for example 60',
  LOG_LEVEL: 'set it to trace, debug, info, warn, error, fatal or silent',
  NEXT_DIST_DIR: 'set it to the folder of the build, or leave it out',
};

function names(path: readonly PropertyKey[]): keyof typeof schema.shape {
  const first = path[0];
  for (const name of schema.keyof().options) if (name === first) return name;
  throw new Error('An issue of the environment schema names no variable.');
}

/** Checks an environment. Empty variables count as absent. @throws EnvError */
export function readEnv(source: Source): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, text]) => text !== undefined && text.trim() !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = names(issue?.path ?? []);
    throw new EnvError(`${name} is wrong: ${cures[name]}.`);
  }
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  return {
    mode: production ? 'production' : 'development',
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? `http://localhost${values.PORT === 80 ? '' : `:${values.PORT}`}`,
    databaseUrl: values.DATABASE_URL,
    dataDir: path.resolve(/*turbopackIgnore: true*/ values.DATA_DIR),
    keys: values.GIT_TOKENS_KEYS,
    oidc: readOidc(values),
    allowLoopbackGitHosts: values.ALLOW_LOOPBACK_GIT_HOSTS ?? !production,
    outboundAllowCidrs: values.OUTBOUND_ALLOW_CIDRS,
    trustProxy: values.TRUST_PROXY,
    requestsPerMinute: values.CREDENTIAL_REQUESTS_PER_MINUTE,
    logLevel: values.LOG_LEVEL,
    distDir: values.NEXT_DIST_DIR,
  };
}

function readOidc(values: z.output<typeof schema>): OidcSettings | null {
  const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_CLIENT_ID: clientId, AUTH_OIDC_CLIENT_SECRET: clientSecret } = values;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null;
  const absent = (name: keyof typeof cures) =>
    new EnvError(`${name} is not set, but other AUTH_OIDC_ variables are: ${cures[name]}.`);
  if (issuer === undefined) throw absent('AUTH_OIDC_ISSUER');
  if (clientId === undefined) throw absent('AUTH_OIDC_CLIENT_ID');
  if (clientSecret === undefined) throw absent('AUTH_OIDC_CLIENT_SECRET');
  const name = values.AUTH_OIDC_NAME ?? new URL(issuer).hostname;
  return { issuer, clientId, clientSecret: new Secret(clientSecret), name };
}

/** Secrets of the environment, so that the log stream knows them by value. */
function rememberSecrets(source: Source): void {
  rememberConfigurationSecret(source['AUTH_OIDC_CLIENT_SECRET'] ?? '');
  for (const key of (source['GIT_TOKENS_KEYS'] ?? '').split(',')) {
    rememberConfigurationSecret(key.slice(key.indexOf(':') + 1).trim());
  }
  const databaseUrl = source['DATABASE_URL'] ?? '';
  if (URL.canParse(databaseUrl)) rememberConfigurationSecret(new URL(databaseUrl).password);
}

/** Libraries that read the environment themselves, and would else go by headers of the request or call home. */
function tellLibraries(values: Env): void {
  const inner = values.host === null ? '127.0.0.1' : values.host.includes(':') ? `[${values.host}]` : values.host;
  Object.assign(process.env, {
    // React and Next pick their build by it.
    NODE_ENV: Object.hasOwn(process.env, 'NODE_ENV') ? process.env.NODE_ENV : values.mode,
    // next-auth: its own address.
    AUTH_URL: values.publicUrl,
    // Next: where to fetch the page that a server action redirects to. Not by PUBLIC_URL, which a proxy may answer.
    __NEXT_PRIVATE_ORIGIN: `http://${inner}:${values.port}`,
    NEXT_TELEMETRY_DISABLED: '1',
  });
}

/** The process's configuration, read from its environment at the first call. @throws EnvError */
export function env(): Env {
  return processWide('env', () => {
    const values = readEnv(process.env);
    rememberSecrets(process.env);
    tellLibraries(values);
    return values;
  });
}

/** Adds the variables of a file `.env` in the working folder, if there is one. What is set already wins. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new EnvError('.env cannot be read: check its permissions, or remove it.');
  }
}
