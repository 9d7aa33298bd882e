'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './sprite.tsx';

export type MenuItem =
  | {
      readonly id: string;
      readonly label: string;
      readonly icon: IconName;
      readonly danger?: boolean;
      /** Stands there and can be reached, but does nothing now. */
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | {
      readonly id: string;
      readonly label: string;
      readonly icon: IconName;
      readonly href: string;
      readonly onSelect?: () => void;
    };

function move(event: KeyboardEvent<HTMLElement>) {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[to % items.length]?.focus();
}

function place(menu: HTMLElement, anchor: HTMLElement) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, at.top - height - 4) : below;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, window.innerWidth - width - 8))}px`;
}

/**
 * A menu beside `anchor`, in the browser's own popover: Escape and a click elsewhere close it, and the focus goes back to
 * the anchor. Mounted means open. `onClose` is called once.
 */
export function Menu({
  label,
  about,
  anchor,
  items,
  onClose,
}: {
  label: string;
  /** A sentence above the items. */
  about?: string;
  anchor: HTMLElement;
  items: readonly (MenuItem | 'line')[];
  onClose: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const aboutId = useId();

  useEffect(() => {
    const menu = ref.current;
    if (menu === null) return;
    if (!menu.matches(':popover-open')) menu.showPopover();
    place(menu, anchor);
    menu.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const away = () => menu.hidePopover();
    window.addEventListener('resize', away);
    return () => window.removeEventListener('resize', away);
  }, [anchor]);

  function close() {
    ref.current?.hidePopover();
    anchor.focus();
  }

  function entry(item: MenuItem): ReactNode {
    if ('href' in item) {
      return (
        <a
          key={item.id}
          role="menuitem"
          tabIndex={-1}
          className="menu-item"
          href={item.href}
          target="_blank"
          rel="noreferrer"
          onClick={() => {
            close();
            item.onSelect?.();
          }}
        >
          <Icon name={item.icon} />
          {item.label}
        </a>
      );
    }
    return (
      <button
        key={item.id}
        type="button"
        role="menuitem"
        tabIndex={-1}
        className={`menu-item aria-disabled:opacity-50${item.danger === true ? ' menu-item-danger' : ''}`}
        aria-disabled={item.disabled === true || undefined}
        onClick={() => {
          if (item.disabled === true) return;
          close();
          item.onSelect();
        }}
      >
        <Icon name={item.icon} />
        {item.label}
      </button>
    );
  }

  return (
    <div
      ref={ref}
      popover="auto"
      className="menu"
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {about === undefined ? null : (
        <p id={aboutId} className="menu-about">
          {about}
        </p>
      )}
      <div
        role="menu"
        tabIndex={-1}
        aria-label={label}
        aria-describedby={about === undefined ? undefined : aboutId}
        onKeyDown={(event) => {
          if (event.key === 'Tab') close();
          else move(event);
        }}
      >
        {items.map((item, index) => (item === 'line' ? <hr key={`line-${index}`} /> : entry(item)))}
      </div>
    </div>
  );
}
