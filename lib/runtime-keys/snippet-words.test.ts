import { expect, test } from 'vitest';
import { snippets } from './snippet-words.ts';

const made = (name: string) =>
  snippets({
    name,
    repositoryUrl: 'https://git.acme.dev:8443/acme/config',
    key: 'gtr_12345678_secret_000000',
    publicUrl: 'https://tokens.acme.dev',
  });

test('each way to use a key holds the key and the address of this server', () => {
  const texts = made('production-eu').map(({ text }) => text);
  expect(texts).toHaveLength(3);
  for (const text of texts) {
    expect(text).toContain('gtr_12345678_secret_000000');
    expect(text).toContain('https://tokens.acme.dev');
  }
});

test('git asks the helper for the host of the repository alone', () => {
  const lines = made('x')[0]
    ?.text.split('\n')
    .filter((line) => line.startsWith('git config'));
  expect(lines).toEqual([
    expect.stringMatching(/^git config --global --replace-all credential\.https:\/\/git\.acme\.dev:8443\.helper '' /),
    'git config --global --add credential.https://git.acme.dev:8443.helper git-tokens',
  ]);
});

test.each([
  ['Production EU', 'git-tokens-production-eu'],
  ['  "; rm -rf / #', 'git-tokens-rm-rf'],
  ['東京', 'git-tokens-runtime'],
  ['a'.repeat(64), `git-tokens-${'a'.repeat(40)}`],
  [`${'a'.repeat(39)} b`, `git-tokens-${'a'.repeat(39)}`],
])('a runtime called %j gives a secret that Kubernetes takes', (name, secret) => {
  expect(made(name)[2]?.text).toContain(`\n  name: ${secret}\n`);
});
