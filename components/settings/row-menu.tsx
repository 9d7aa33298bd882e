import { Menu, type MenuItem } from '#components/ui/menu.tsx';
import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';
import { type Command, menuFor } from './row-offers.ts';

/** The tokens of mine that this row could use instead of its own. */
export function reusableFor(row: RuntimeRow, page: RuntimePage) {
  return page.reusable.filter((token) => token.integrationId === row.integrationId && token.id !== row.token?.id);
}

/** The menu of one row. */
export function RowMenu({
  row: opened,
  anchor,
  page,
  onCommand,
  onClose,
}: {
  row: RuntimeRow;
  anchor: HTMLElement;
  page: RuntimePage;
  onCommand: (command: Command, row: RuntimeRow) => void;
  onClose: () => void;
}) {
  const row = page.rows.find((each) => each.id === opened.id) ?? opened;
  const integration = page.integrations[row.integrationId];
  if (integration === undefined) return null;
  const items = menuFor(row, integration, reusableFor(row, page).length > 0).map((offer): MenuItem | 'line' => {
    if (offer === 'line') return offer;
    const { label, icon } = offer;
    if ('href' in offer) return { id: label, label, icon, href: offer.href };
    return {
      id: label,
      label,
      icon,
      danger: offer.command === 'delete',
      onSelect: () => onCommand(offer.command, row),
    };
  });
  return <Menu label={`Actions for ${row.name}`} anchor={anchor} items={items} onClose={onClose} />;
}
