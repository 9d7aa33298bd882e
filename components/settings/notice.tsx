import { Icon } from '#components/ui/icon.tsx';
import type { Notice } from '#lib/git-tokens/notice-words.ts';

const shapes = { good: 'check', broken: 'octagon', muted: 'question' } as const;

/** What came of a walk to the provider and back. */
export function NoticeBar({
  notice,
  onOthers,
  onDismiss,
}: {
  notice: Notice;
  onOthers: (() => void) | null;
  onDismiss: () => void;
}) {
  return (
    <div className={`attention tone-${notice.tone}`} role={notice.tone === 'broken' ? 'alert' : 'status'}>
      <Icon name={shapes[notice.tone]} />
      <div>
        <p>{notice.text}</p>
      </div>
      {onOthers === null ? null : (
        <button type="button" className="btn" onClick={onOthers}>
          Use for other runtimes…
        </button>
      )}
      <button type="button" className="btn btn-quiet btn-icon" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
