import type { ComponentProps } from 'react';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

const looks: Readonly<Record<Look, string>> = {
  plain: 'btn',
  primary: 'btn btn-primary',
  quiet: 'btn btn-quiet',
  danger: 'btn btn-danger',
};

/** `busy` shows a spinner and swallows clicks; the button keeps its place, its width and the focus. */
export function Button({
  look = 'plain',
  busy = false,
  wide = false,
  children,
  onClick,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { look?: Look; busy?: boolean; wide?: boolean }) {
  return (
    <button
      {...rest}
      type={type === 'submit' && !busy ? 'submit' : 'button'}
      className={wide ? `${looks[look]} btn-wide` : looks[look]}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <span className="spin" aria-hidden="true" /> : null}
      {children}
    </button>
  );
}
