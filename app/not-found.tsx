import type { Metadata } from 'next';
import { BrandMark } from '#components/shell/brand.tsx';
import { PageLink } from '#components/ui/page-link.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFoundPage() {
  return (
    <main className="door">
      <section className="card door-card">
        <span className="text-accent">
          <BrandMark />
        </span>
        <h1 className="page-title">There is nothing here</h1>
        <p className="lead">This page does not exist, or it is not yours to see.</p>
        <div>
          <PageLink className="btn btn-primary" href="/settings">
            User Settings
          </PageLink>
        </div>
      </section>
    </main>
  );
}
