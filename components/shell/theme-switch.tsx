'use client';

import { useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';

export type Theme = 'device' | 'light' | 'dark';

const themes = [
  { id: 'device', label: 'Device', icon: 'device' },
  { id: 'light', label: 'Light', icon: 'sun' },
  { id: 'dark', label: 'Dark', icon: 'moon' },
] as const;

/** Takes effect at once. The cookie is what the server reads to draw the next page in the right colours from its first byte. */
function apply(theme: Theme) {
  const { documentElement: root } = document;
  if (theme === 'device') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  const age = theme === 'device' ? 0 : 31_536_000;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
}

export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [chosen, setChosen] = useState(initial);
  return (
    <fieldset className="segments">
      <legend className="sr-only">Colours</legend>
      {themes.map(({ id, label, icon }) => (
        <label key={id}>
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={chosen === id}
            onChange={() => {
              setChosen(id);
              apply(id);
            }}
          />
          <Icon name={icon} small />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
