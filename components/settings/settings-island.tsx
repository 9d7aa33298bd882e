'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { Notice } from '#lib/git-tokens/notice-words.ts';
import type { RuntimePage, RuntimeQuery } from '#lib/runtimes/view.ts';
import { queryKeys } from './query-keys.ts';
import type { SettingsActions } from './settings-actions.ts';
import { SettingsPage } from './settings-page.tsx';

/** The client side of User Settings, starting from what the server read. */
export function SettingsIsland({
  query,
  page,
  ...rest
}: {
  query: RuntimeQuery;
  page: RuntimePage;
  notice: Notice | null;
  administrator: boolean;
  actions: SettingsActions;
}) {
  const [client] = useState(() => {
    const made = new QueryClient({ defaultOptions: { queries: { staleTime: 5000, retry: 1 } } });
    made.setQueryData(queryKeys.runtimePage(query), page);
    return made;
  });
  return (
    <QueryClientProvider client={client}>
      <SettingsPage first={page} {...rest} />
    </QueryClientProvider>
  );
}
