'use client';

import { type ComponentProps, useState } from 'react';
import { Icon } from './icon.tsx';

/**
 * A field for a secret, left to the browser: its value is in the form and nowhere in React. Not remembered, not
 * spell-checked, hidden unless its toggle is on.
 */
export function SecretInput({ shown: what, ...rest }: Omit<ComponentProps<'input'>, 'type'> & { shown: string }) {
  const [visible, setVisible] = useState(false);
  return (
    <div className="relative">
      <input
        autoComplete="off"
        {...rest}
        type={visible ? 'text' : 'password'}
        className="input input-mono pr-11!"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        data-1p-ignore=""
        data-lpignore="true"
      />
      <button
        type="button"
        className="btn btn-quiet btn-icon absolute! right-1 top-1/2 -translate-y-1/2"
        aria-label={`Show ${what}`}
        aria-pressed={visible}
        onClick={() => setVisible(!visible)}
      >
        <Icon name={visible ? 'eye-off' : 'eye'} />
      </button>
    </div>
  );
}
