import type { ReactNode } from 'react';
import type { RuntimePage, RuntimeRow as Row } from '#lib/runtimes/view.ts';
import { noOAuthReason } from './offer-button.tsx';
import type { Command } from './row-offers.ts';
import { type Pending, RuntimeRow } from './runtime-row.tsx';

/** The rows of one page, as a table, or as cards where the window is narrow. One menu serves them all. */
export function RuntimeTable({
  page,
  pending,
  faded,
  onCommand,
  onMenu,
  children,
}: {
  page: RuntimePage;
  pending: ReadonlyMap<string, Pending>;
  faded: boolean;
  onCommand: (command: Command, row: Row) => void;
  onMenu: (row: Row, anchor: HTMLElement) => void;
  children?: ReactNode;
}) {
  return (
    <section className={faded ? 'card faded' : 'card'} aria-label="Runtimes" aria-busy={faded || undefined}>
      <table className="runtimes">
        <thead>
          <tr>
            <th scope="col">Runtime</th>
            <th scope="col">Your token</th>
            <th scope="col">Status</th>
            <th scope="col">Expires</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {page.rows.map((row) => {
            const integration = page.integrations[row.integrationId];
            return integration === undefined ? null : (
              <RuntimeRow
                key={row.id}
                row={row}
                integration={integration}
                now={page.now}
                pending={pending.get(row.id)}
                onCommand={onCommand}
                onMenu={onMenu}
              />
            );
          })}
        </tbody>
      </table>
      <p id="no-oauth" hidden>
        {noOAuthReason}
      </p>
      {children}
    </section>
  );
}
