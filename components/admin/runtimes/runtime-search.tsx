'use client';

import { useRouter } from 'next/navigation';
import { SearchField } from '#components/ui/search-field.tsx';
import { type ListQuery, listHref } from './list-href.ts';

/** The search of the list, kept in the address. */
export function RuntimeSearch({ query }: { query: ListQuery }) {
  const router = useRouter();
  return (
    <SearchField
      label="Find a runtime"
      q={query.q}
      onSearch={(q) => router.replace(listHref({ ...query, q }), { scroll: false })}
    />
  );
}
