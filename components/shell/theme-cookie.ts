import type { Theme } from './theme-switch.tsx';

/** The theme of the `theme` cookie; anything but a known word is the device's own. */
export function themeOf(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'device';
}
