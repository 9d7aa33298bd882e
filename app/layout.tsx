import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { themeOf } from '#components/shell/theme-cookie.ts';
import { Sprite } from '#components/ui/sprite.tsx';
import { Toasts } from '#components/ui/toast.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Git Tokens', template: '%s · Git Tokens' },
  description: 'Authorize Git access for every runtime, see whether it holds, and know before it breaks.',
  referrer: 'same-origin',
  robots: { index: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#161412' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get('theme')?.value);
  return (
    <html lang="en" data-theme={theme === 'device' ? undefined : theme}>
      <body>
        <Sprite />
        {children}
        <Toasts />
      </body>
    </html>
  );
}
