'use client';

import { useRouter } from 'next/navigation';
import { SearchField } from '#components/ui/search-field.tsx';

/** The search of the list, kept in the address. */
export function RuntimeSearch({ q }: { q: string }) {
  const router = useRouter();
  return (
    <SearchField
      label="Find a runtime"
      q={q}
      onSearch={(text) => {
        const to = text === '' ? '/admin/runtimes' : `/admin/runtimes?${new URLSearchParams({ q: text }).toString()}`;
        router.replace(to, { scroll: false });
      }}
    />
  );
}
