import type { IconName } from './sprite.tsx';

/** An icon of the sprite. Decoration only: the words beside it say the same. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg className={small ? 'i-s' : 'i'} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
