'use client';

import './install.css';
import './runtime.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuntimeNotice } from '#lib/git-runtime-tokens/notice-words.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { queryKeys } from './fetch.ts';
import type { RuntimeActions } from './runtime-actions.ts';
import { RuntimePage } from './runtime-page.tsx';

/** The client side of a runtime's page, starting from what the server read. */
export function RuntimeIsland({
  page,
  ...rest
}: {
  page: AdminRuntimePage;
  notice: RuntimeNotice | null;
  /** Where people and runtimes reach this app. */
  publicUrl: string;
  actions: RuntimeActions;
}) {
  const [client] = useState(() => {
    const made = new QueryClient({ defaultOptions: { queries: { staleTime: 2000, retry: 1 } } });
    made.setQueryData(queryKeys.runtime(page.id), page);
    return made;
  });
  return (
    <QueryClientProvider client={client}>
      <RuntimePage first={page} {...rest} />
    </QueryClientProvider>
  );
}
