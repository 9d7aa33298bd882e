'use client';

import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';

/**
 * A link to a page of ours, without loading the document anew. Next's own Link is 3 kB of prefetching, which these pages
 * turn off, because each is read for its person when it is opened.
 */
export function PageLink({
  href,
  className,
  label,
  current = false,
  children,
}: {
  href: string;
  className?: string;
  /** The name, where the content is a picture. */
  label?: string;
  /** Whether it leads to where the person is. */
  current?: boolean;
  children: ReactNode;
}) {
  const router = useRouter();
  return (
    <a
      href={href}
      className={className}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.push(href);
      }}
    >
      {children}
    </a>
  );
}
