import { Menu, type MenuItem } from '#components/ui/menu.tsx';
import { statusWords } from '#lib/git-tokens/status-words.ts';
import type { RuntimePage, RuntimeRow } from '#lib/runtimes/view.ts';
import { reusableFor } from './reusable.ts';
import { menuFor } from './row-menu-offers.ts';
import { type Command, factsOf } from './row-offers.ts';

/** The menu of one row, under what its status means in full. */
export default function RowMenu({
  row: opened,
  anchor,
  page,
  busy,
  onCommand,
  onClose,
}: {
  row: RuntimeRow;
  anchor: HTMLElement;
  page: RuntimePage;
  /** Something is under way for this row. */
  busy: boolean;
  onCommand: (command: Command, row: RuntimeRow) => void;
  onClose: () => void;
}) {
  const row = page.rows.find((each) => each.id === opened.id) ?? opened;
  const integration = page.integrations[row.integrationId];
  if (integration === undefined) return null;
  const items = menuFor(row, integration, reusableFor(row, page).length > 0).map((offer): MenuItem | 'line' => {
    if (offer === 'line') return offer;
    const { label, icon } = offer;
    if ('href' in offer) return { id: label, label, icon, href: offer.href, onSelect: () => onCommand('visit', row) };
    return {
      id: label,
      label,
      icon,
      danger: offer.command === 'delete',
      disabled: busy,
      onSelect: () => onCommand(offer.command, row),
    };
  });
  const { sentence } = statusWords(factsOf(row, integration, new Date(page.now)));
  return <Menu label={`Actions for ${row.name}`} about={sentence} anchor={anchor} items={items} onClose={onClose} />;
}
