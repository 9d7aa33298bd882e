'use client';

import { type ComponentProps, type ReactNode, useId, useState } from 'react';

/**
 * A labelled text field. React empties a form after its action; what was typed is made the field's default as it is
 * typed, so that a refused form keeps it.
 */
export function TextField({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<'input'>, 'id' | 'className' | 'onChange'> & { label: string; hint?: ReactNode; name: string }) {
  const id = useId();
  const [typed, setTyped] = useState(rest.defaultValue ?? '');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        className="input"
        defaultValue={typed}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
