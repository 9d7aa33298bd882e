import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './sprite.tsx';

const shapes = { good: 'check', soon: 'clock', broken: 'octagon', info: 'triangle', muted: 'question' } as const;

/** A sentence that stands in the page or dialog; `live` reads it out when it appears. */
export function Alert({
  tone,
  icon = shapes[tone],
  live = false,
  children,
}: {
  tone: keyof typeof shapes;
  /** Where the tone's own would say something else. */
  icon?: IconName;
  live?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`alert tone-${tone}`} role={live ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
