/**
 * What a test of a connection found. `cannot_resolve`, `not_allowed`, `refused`, `timeout`, `tls`, `redirect`,
 * `server_error`, `rate_limited`: `host` did not answer as a server. `not_a_git_server`: something else answers there.
 */
export type ConnectionOutcome =
  | 'ok'
  | 'cannot_resolve'
  | 'not_allowed'
  | 'refused'
  | 'timeout'
  | 'tls'
  | 'redirect'
  | 'server_error'
  | 'rate_limited'
  | 'not_a_git_server'
  | 'client_rejected'
  | 'redirect_uri_rejected';

export interface ConnectionReport {
  readonly outcome: ConnectionOutcome;
  /** The host it is about. */
  readonly host: string;
  readonly providerLabel: string;
  /** Whether the OAuth application was tried; `no_secret`: there is one, and its secret is not at hand for this host. */
  readonly client: 'accepted' | 'none' | 'no_secret' | 'untested';
  /** Whether certificates were given for the host. */
  readonly hasCaBundle: boolean;
}

export interface ConnectionWords {
  readonly tone: 'good' | 'soon' | 'broken';
  readonly title: string;
  /** The one next step; null where nothing is left to do. */
  readonly next: string | null;
}

type Words = (report: ConnectionReport) => ConnectionWords;
const broken = (title: string, next: string): ConnectionWords => ({ tone: 'broken', title, next });

const words: Readonly<Record<ConnectionOutcome, Words>> = {
  ok: ({ host, providerLabel, client }) => {
    const title = `${providerLabel} answers at ${host}`;
    if (client === 'accepted') return { tone: 'good', title: `${title} and takes the OAuth application.`, next: null };
    if (client === 'none') {
      return { tone: 'good', title: `${title}.`, next: 'Without an OAuth application, people paste tokens.' };
    }
    return {
      tone: 'soon',
      title: `${title}. The OAuth application was not tested.`,
      next: `Enter the client secret of the application at ${host}, then test again.`,
    };
  },
  cannot_resolve: ({ host }) =>
    broken(`There is no host named ${host}.`, 'Check the spelling of the address, or the DNS of the server.'),
  not_allowed: ({ host }) =>
    broken(
      `${host} leads to an address that connections are not made to.`,
      'If it is in your own network, whoever runs the server can allow its range with OUTBOUND_ALLOW_CIDRS.',
    ),
  refused: ({ host }) =>
    broken(`${host} takes no connection.`, 'Check the port, and whether a firewall stands between this server and it.'),
  timeout: ({ host }) =>
    broken(
      `${host} did not answer within ten seconds.`,
      'Check whether a firewall stands between this server and it, then test again.',
    ),
  tls: ({ host, hasCaBundle }) =>
    broken(
      `The certificate of ${host} is not trusted.`,
      hasCaBundle
        ? 'The CA bundle does not vouch for it: check that it holds your authority’s certificate, and that the host’s own names this host and has not expired.'
        : 'If your company has its own certificate authority, add its certificate under CA bundle. Otherwise the host’s certificate has expired or is for another name.',
    ),
  redirect: ({ host }) => broken(`${host} sends on to another address.`, 'Enter the address it leads to.'),
  server_error: ({ host }) => broken(`${host} answers that it is out of order.`, 'Test again in a while.'),
  rate_limited: ({ host }) => ({
    tone: 'soon',
    title: `${host} answers, but has had enough questions for now.`,
    next: 'Test again in an hour.',
  }),
  not_a_git_server: ({ host, providerLabel }) =>
    broken(
      `${host} answers, but not as ${providerLabel} does.`,
      'Check the provider, the address and the API address.',
    ),
  client_rejected: ({ host }) =>
    broken(
      `${host} does not take the OAuth application.`,
      'Copy client ID and client secret again from the application’s page at the provider.',
    ),
  redirect_uri_rejected: ({ host }) =>
    broken(
      `${host} knows the OAuth application by another redirect URI.`,
      'Register the redirect URI shown here there.',
    ),
};

/** What a test found, and the one next step. */
export function connectionWords(report: ConnectionReport): ConnectionWords {
  return words[report.outcome](report);
}
