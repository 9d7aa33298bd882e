'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { Icon } from './icon.tsx';

export interface Toast {
  readonly text: string;
  readonly tone?: 'good' | 'broken' | 'muted';
  /** Something to open, for example the provider's page. */
  readonly link?: { readonly href: string; readonly label: string };
}

type Shown = Toast & { readonly id: number };

const none: readonly Shown[] = [];
let shown = none;
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Shown[]) {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function dismiss(id: number) {
  set(shown.filter((toast) => toast.id !== id));
}

/** Says what happened, without taking the focus. At most three stand at once. */
export function showToast(toast: Toast) {
  last += 1;
  set([...shown, { ...toast, id: last }].slice(-3));
}

const shapes = { good: 'check', broken: 'octagon', muted: 'question' } as const;

function Item({ toast }: { toast: Shown }) {
  const { id, text, link, tone = 'good' } = toast;
  // Bad news and links stay until they are dismissed: nobody reads against the clock.
  const stays = tone === 'broken' || link !== undefined;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(dismiss, 7000, id);
    return () => clearTimeout(timer);
  }, [id, stays]);
  return (
    <div className={`toast tone-${tone}`}>
      <Icon name={shapes[tone]} />
      <p>
        {text}
        {link === undefined ? null : (
          <>
            {' '}
            <a className="link" href={link.href} target="_blank" rel="noreferrer">
              {link.label}
            </a>
          </>
        )}
      </p>
      <button type="button" className="btn btn-quiet btn-icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** The one live region of the app. Always in the page, so that what is put in it is announced. */
export function Toasts() {
  const toasts = useSyncExternalStore(
    subscribe,
    () => shown,
    () => none,
  );
  return (
    <div className="toasts" role="status" aria-live="polite" aria-atomic="false">
      {toasts.map((toast) => (
        <Item key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
