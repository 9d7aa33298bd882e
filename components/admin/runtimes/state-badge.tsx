import { Icon } from '#components/ui/icon.tsx';
import type { StatusShape, StatusTone } from '#lib/git-tokens/status-words.ts';

/** A state by shape, word and colour. */
export function StateBadge({ label, tone, shape }: { label: string; tone: StatusTone; shape: StatusShape }) {
  return (
    <span className={`status tone-${tone}`}>
      <Icon name={shape} small />
      {label}
    </span>
  );
}
