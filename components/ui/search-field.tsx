'use client';

import { useEffect, useRef } from 'react';
import { Icon } from './icon.tsx';

/** The search of a list: says what was typed once the typing rests, or at once on Enter. `/` leads to it, Escape empties it. */
export function SearchField({ label, q, onSearch }: { label: string; q: string; onSearch: (q: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // The address changed by other means, such as the back button: the field follows.
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = q;
  }, [q]);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const { target } = event;
      const typing =
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName));
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      input.current?.select();
    }
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      clearTimeout(timer.current);
    };
  }, []);

  function later(text: string, milliseconds: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(onSearch, milliseconds, text.trim());
  }

  return (
    <search className="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        aria-keyshortcuts="/"
        defaultValue={q}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => later(event.currentTarget.value, 250)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') later(event.currentTarget.value, 0);
          if (event.key !== 'Escape') return;
          event.currentTarget.value = '';
          later('', 0);
          event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  );
}
