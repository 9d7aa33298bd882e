import type { IconName } from '#components/ui/sprite.tsx';

const marks: Readonly<Record<string, IconName>> = { github: 'github', 'github-enterprise': 'github' };

/** The mark of a Git provider, by its id. */
export function providerMark(provider: string): IconName {
  return marks[provider] ?? 'branch';
}
