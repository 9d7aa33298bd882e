import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** A link to the provider, in a new tab; says so to screen readers. */
export function ExternalLink({
  href,
  button = false,
  children,
}: {
  href: string;
  button?: boolean;
  children: ReactNode;
}) {
  return (
    <a className={button ? 'btn' : 'link inline-flex items-center gap-1'} href={href} target="_blank" rel="noreferrer">
      {children}
      <Icon name="external" small />
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
