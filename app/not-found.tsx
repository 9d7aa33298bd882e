import type { Metadata } from 'next';
import Link from 'next/link';
import { BrandMark } from '#components/shell/brand.tsx';

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
          <Link className="btn btn-primary" href="/settings" prefetch={false}>
            User Settings
          </Link>
        </div>
      </section>
    </main>
  );
}
