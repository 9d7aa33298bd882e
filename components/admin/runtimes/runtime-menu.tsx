import { useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import type { RuntimeParts } from './runtime-parts.ts';

/** What is rarely done to a runtime. */
export function RuntimeMenu({ runtime: { page }, onOpen }: RuntimeParts) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <button
        type="button"
        id="runtime-menu"
        className="btn btn-icon"
        aria-label={`More for ${page.name}`}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Icon name="dots" />
      </button>
      {anchor === null ? null : (
        <Menu
          label={`Actions for ${page.name}`}
          anchor={anchor}
          items={[
            { id: 'rename', label: 'Rename', icon: 'pencil', onSelect: () => onOpen({ kind: 'rename' }) },
            {
              id: 'repository',
              label: `Open ${page.repository}`,
              icon: 'external',
              href: page.repositoryUrl,
            },
            'line',
            {
              id: 'remove',
              label: 'Remove runtime',
              icon: 'trash',
              danger: true,
              onSelect: () => onOpen({ kind: 'remove' }),
            },
          ]}
          onClose={() => setAnchor(null)}
        />
      )}
    </>
  );
}
