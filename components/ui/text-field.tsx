'use client';

import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { Icon } from './icon.tsx';

/**
 * A labelled text field. React empties a form after its action; what was typed is made the field's default as it is
 * typed, so that a refused form keeps it. `problem` says what is wrong with it.
 */
export function TextField({
  label,
  hint,
  problem,
  onText,
  ...rest
}: Omit<ComponentProps<'input'>, 'id' | 'className' | 'onChange'> & {
  label: string;
  hint?: ReactNode;
  problem?: string | null | undefined;
  onText?: (text: string) => void;
  name: string;
}) {
  const id = useId();
  const [typed, setTyped] = useState(rest.defaultValue ?? '');
  const wrong = problem !== undefined && problem !== null;
  const described = [hint === undefined ? '' : `${id}-hint`, wrong ? `${id}-problem` : ''].join(' ').trim();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        className="input"
        defaultValue={typed}
        aria-invalid={wrong || undefined}
        aria-describedby={described === '' ? undefined : described}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onText?.(event.currentTarget.value);
        }}
      />
      {wrong ? (
        <p id={`${id}-problem`} className="problem">
          <Icon name="octagon" small />
          {problem}
        </p>
      ) : null}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
