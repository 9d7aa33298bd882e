import { useEffect, useRef } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { OtherRuntime } from '#lib/runtimes/view.ts';

type Ticked = ReadonlyMap<string, OtherRuntime>;

/** As many as the server takes at once. */
const most = 50;

function Entry({
  other,
  checked,
  sending,
  full,
  onChange,
}: {
  other: OtherRuntime;
  checked: boolean;
  sending: boolean;
  /** No more can be ticked. */
  full: boolean;
  onChange: () => void;
}) {
  const { label, tone, shape } = statusLooks[other.status];
  return (
    <li>
      <label className="choice">
        <input type="checkbox" checked={checked} disabled={sending || (full && !checked)} onChange={onChange} />
        <span className="min-w-0 flex-1">
          {other.name}
          <span className="hint block">
            {other.repository}
            {other.token === null ? '' : ` · replaces ${other.token.kindLabel} …\u2060${other.token.lastFour}`}
          </span>
        </span>
        {sending && checked ? (
          <span className="status tone-muted">
            <span className="spin" />
            Checking…
          </span>
        ) : (
          <span className={`status tone-${tone}`}>
            <Icon name={shape} small />
            {label}
          </span>
        )}
      </label>
    </li>
  );
}

/** The further runtimes, to be ticked. What is ticked stays ticked while the search changes. */
export function OthersList({
  others,
  failed,
  ticked,
  sending,
  onSearch,
  onTick,
}: {
  others: readonly OtherRuntime[] | null;
  failed: boolean;
  ticked: Ticked;
  sending: boolean;
  onSearch: (q: string) => void;
  onTick: (ticked: Ticked) => void;
}) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function toggle(some: readonly OtherRuntime[], on: boolean) {
    const after = new Map(ticked);
    for (const other of some) {
      if (!on) after.delete(other.id);
      else if (after.size < most) after.set(other.id, other);
    }
    onTick(after);
  }

  const shown = others ?? [];
  const full = ticked.size >= most;
  const all = shown.length > 0 && shown.every((other) => ticked.has(other.id));
  return (
    <div className="others">
      <div className="others-head">
        <label className="choice">
          <input
            type="checkbox"
            checked={all}
            disabled={sending || shown.length === 0 || (full && !all)}
            onChange={() => toggle(shown, !all)}
          />
          All shown
        </label>
        <search className="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Find other runtimes"
            placeholder="Find"
            autoComplete="off"
            maxLength={100}
            data-autofocus=""
            onChange={(event) => {
              clearTimeout(timer.current);
              timer.current = setTimeout(onSearch, 250, event.currentTarget.value.trim());
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        </search>
      </div>
      {others === null ? (
        <div className="grid gap-2 p-3" aria-hidden="true">
          <div className="skeleton h-9" />
          <div className="skeleton h-9" />
          <div className="skeleton h-9" />
        </div>
      ) : (
        <ul>
          {shown.map((other) => (
            <Entry
              key={other.id}
              other={other}
              checked={ticked.has(other.id)}
              sending={sending}
              full={full}
              onChange={() => toggle([other], !ticked.has(other.id))}
            />
          ))}
        </ul>
      )}
      <p className="others-none" role="status">
        {failed
          ? 'The list could not be read. Close this and try again.'
          : others !== null && shown.length === 0
            ? 'No other runtime here.'
            : full
              ? `At most ${most} runtimes at a time: use it for these first.`
              : ''}
      </p>
    </div>
  );
}
