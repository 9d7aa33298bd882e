import type { ReactNode } from 'react';
import { pageContext } from '#lib/auth/actor.ts';

/** Asks who is here before the skeleton is sent, so that whoever is signed out gets a real redirect. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  await pageContext('/settings');
  return children;
}
