/** How to use a runtime key, ready to paste. */
export interface Snippet {
  readonly id: 'git' | 'curl' | 'kubernetes';
  readonly label: string;
  /** What it does, in a sentence. */
  readonly about: string;
  readonly text: string;
}

/** A name that Kubernetes takes (RFC 1123 label). */
function label(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 40)
    .replace(/-$/, '');
  return plain === '' ? 'runtime' : plain;
}

/**
 * The three ways to use a key. Pure.
 * @param repositoryUrl the repository for people to open: what credentials are asked for.
 * @param publicUrl where runtimes reach this app, without a slash at its end.
 */
export function snippets({
  name,
  repositoryUrl,
  key,
  publicUrl,
}: {
  name: string;
  repositoryUrl: string;
  key: string;
  publicUrl: string;
}): readonly Snippet[] {
  const { origin } = new URL(repositoryUrl);
  const secret = `git-tokens-${label(name)}`;
  return [
    {
      id: 'git',
      label: 'git',
      about:
        'A credential helper: git asks it whenever it needs a password for this host, and commits as whoever acts.',
      text: `curl -fsSo /usr/local/bin/git-credential-git-tokens ${publicUrl}/git-credential-helper
chmod +x /usr/local/bin/git-credential-git-tokens
git config --global --replace-all credential.${origin}.helper ''   # no other helper: it would keep one person's token for the next
git config --global --add credential.${origin}.helper git-tokens

export GIT_TOKENS_URL='${publicUrl}'
export GIT_TOKENS_KEY='${key}'
export GIT_TOKENS_USER='you@example.com'   # whoever acts`,
    },
    {
      id: 'curl',
      label: 'curl',
      about: 'The credential API itself, for anything that is not git.',
      text: `curl -fsS ${publicUrl}/api/v1/credential \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"user":"you@example.com","url":"${repositoryUrl}"}'`,
    },
    {
      id: 'kubernetes',
      label: 'Kubernetes',
      about: 'A secret for the namespace in which the runtime lives; its pods take it with envFrom.',
      text: `apiVersion: v1
kind: Secret
metadata:
  name: ${secret}
type: Opaque
stringData:
  GIT_TOKENS_URL: ${publicUrl}
  GIT_TOKENS_KEY: ${key}`,
    },
  ];
}
