import type { RuntimePage, TokenView } from '#lib/runtimes/view.ts';
import { dateWords, expiryWords, untilWords } from '#lib/time-words.ts';

const day = 86_400_000;
const span = 90;
/** Where today stands, in per cent of the width: a little past is shown as well. */
const today = 5;

function place(days: number): string {
  return `${(today + (Math.max(-4, days) / span) * (100 - today - 2)).toFixed(2)}%`;
}

interface Mark {
  readonly token: TokenView;
  readonly days: number;
}

function marksOf(page: RuntimePage, now: Date): readonly Mark[] {
  const tokens = new Map(
    [...page.reusable, ...page.rows.flatMap((row) => row.token ?? [])].map((token) => [token.id, token]),
  );
  return [...tokens.values()]
    .flatMap((token) => {
      if (token.expiresAt === null || token.expiry === 'renews') return [];
      const days = (Date.parse(token.expiresAt) - now.getTime()) / day;
      return days > -30 && days <= span ? [{ token, days }] : [];
    })
    .toSorted((a, b) => a.days - b.days);
}

function nameOf(token: TokenView): string {
  return `${token.kindLabel} …${token.lastFour}`;
}

/** When my tokens end, in the next ninety days. Drawn in per cent, without a style attribute. Nothing ends: nothing shown. */
export function ExpiryTimeline({ page }: { page: RuntimePage }) {
  const now = new Date(page.now);
  const marks = marksOf(page, now);
  if (marks.length === 0) return null;
  const told = marks.map(({ token }) => `${nameOf(token)}: ${expiryWords(new Date(token.expiresAt ?? 0), now)}`);
  const labelled = marks.filter(({ days }) => days >= 0).slice(0, 1);
  return (
    <section className="card timeline" aria-label="Expiry, next 90 days">
      <h2>Expiry, next 90 days</h2>
      <svg role="img" aria-label={told.join('; ')} width="100%" height="58">
        <line className="axis" x1="0" x2="100%" y1="30" y2="30" />
        <line className="today" x1={place(0)} x2={place(0)} y1="16" y2="42" />
        {[0, 15, 30, 45, 60, 75].map((days) => (
          <text key={days} x={place(days)} y="56" textAnchor="middle">
            {days === 0 ? 'today' : dateWords(new Date(now.getTime() + days * day), now)}
          </text>
        ))}
        {marks.map(({ token, days }, index) => (
          <circle
            key={token.id}
            className={days < 0 ? 'broken' : days < 14 ? 'soon' : 'good'}
            cx={place(days)}
            cy="30"
            r={days < 14 ? 6.5 : 5.5}
          >
            <title>{told[index]}</title>
          </circle>
        ))}
        {labelled.map(({ token, days }) => (
          <text key={token.id} className="near" x={place(days)} y="14" textAnchor={days < 6 ? 'start' : 'middle'}>
            {nameOf(token)} · {untilWords(new Date(token.expiresAt ?? 0), now)}
          </text>
        ))}
      </svg>
    </section>
  );
}
