import type { ReactNode } from 'react';
import { BrandMark } from '#components/shell/brand.tsx';

/** The frame of the pages before signing in. */
export function Door({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="door">
      <section className="card door-card">
        <span className="text-accent">
          <BrandMark />
        </span>
        <h1 className="page-title">{title}</h1>
        <p className="lead">{lead}</p>
        {children}
      </section>
    </main>
  );
}
