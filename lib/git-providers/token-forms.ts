import type { TokenForm } from './provider.ts';

const of = (what: string, ...prefixes: string[]): TokenForm[] =>
  prefixes.map((prefix) => ({ prefix, kind: null, what, checksum: false }));

/** @see https://docs.gitlab.com/security/tokens/#token-prefixes */
const gitlab: readonly TokenForm[] = [
  ...of('a GitLab access token', 'glpat-'),
  ...of('a GitLab OAuth application secret', 'gloas-'),
  ...of('a GitLab deploy token', 'gldt-'),
  ...of('a GitLab runner token', 'glrt-', 'glrtr-', 'GR1348941'),
  ...of('a GitLab CI job token', 'glcbt-'),
  ...of('a GitLab pipeline trigger token', 'glptt-'),
  ...of('a GitLab feed token', 'glft-'),
  ...of('a GitLab incoming mail token', 'glimt-'),
  ...of('a GitLab agent token', 'glagent-'),
  ...of('a GitLab SCIM token', 'glsoat-'),
  ...of('a GitLab feature flags token', 'glffct-'),
  ...of('a GitLab workspace token', 'glwt-'),
];

const atlassian: readonly TokenForm[] = [
  ...of('an Atlassian API token', 'ATATT3'),
  ...of('a Bitbucket access token', 'ATCTT3'),
  ...of('a Bitbucket app password', 'ATBB'),
  ...of('a Bitbucket Data Center access token', 'BBDC-'),
];

const strangers: readonly TokenForm[] = [
  ...of('a Git Tokens runtime key', 'gtr_'),
  ...of('an npm token', 'npm_'),
  ...of('a PyPI token', 'pypi-'),
  ...of('a Slack token', 'xoxb-', 'xoxp-', 'xoxa-'),
  ...of('a Docker access token', 'dckr_pat_'),
  ...of('a HashiCorp Vault token', 'hvs.', 'hvb.'),
  ...of('an AWS access key', 'AKIA', 'ASIA'),
  ...of('a Google API key', 'AIza'),
  ...of('a JSON web token', 'eyJ'),
];

/** Forms no GitHub host accepts: other providers' tokens, and secrets that are no Git tokens at all. */
export const formsForeignToGitHub: readonly TokenForm[] = [...gitlab, ...atlassian, ...strangers];
