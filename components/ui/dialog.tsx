'use client';

import './dialog.css';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './icon.tsx';

/**
 * A modal dialog, the browser's own: it keeps focus inside, closes on Escape, and gives focus back to what had it.
 * Mounted means open. The element marked
 * `data-autofocus` gets the focus first. `onClose` is called once, however it was closed; `locked` keeps it open while something runs.
 */
export function Dialog({
  title,
  onClose,
  locked = false,
  children,
}: {
  title: string;
  onClose: () => void;
  locked?: boolean;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    const dialog = ref.current;
    function onPress(event: MouseEvent) {
      // The second press of a double-click on what opened the dialog is not meant for what is behind it.
      if (event.target === dialog && event.detail < 2 && !locked) dialog?.close();
    }
    function onKey(event: KeyboardEvent) {
      // A second Escape in a row closes a dialog whatever its cancel event says; a key that was taken is no Escape.
      if (event.key === 'Escape' && locked) event.preventDefault();
    }
    dialog?.addEventListener('mousedown', onPress);
    document.addEventListener('keydown', onKey, true);
    return () => {
      dialog?.removeEventListener('mousedown', onPress);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [locked]);

  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open) return;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      if (!dialog.open) return;
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        if (locked) event.preventDefault();
      }}
      onClose={(event) => {
        // The event comes late: by then the dialog may be open again.
        if (!event.currentTarget.open) onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button
          type="button"
          className="btn btn-quiet btn-icon"
          aria-label="Close"
          disabled={locked}
          onClick={() => ref.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
