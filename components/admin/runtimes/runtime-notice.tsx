import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { RuntimeNotice } from '#lib/git-runtime-tokens/notice-words.ts';

const shapes = { good: 'check', broken: 'octagon', muted: 'question' } as const;

/** Says it, and is dismissed. */
export function NoticeBar({
  notice,
  busy,
  onSwitch,
  onDismiss,
}: {
  notice: RuntimeNotice;
  busy: boolean;
  onSwitch: () => void;
  onDismiss: () => void;
}) {
  return (
    <div className={`attention tone-${notice.tone}`} role={notice.tone === 'broken' ? 'alert' : 'status'}>
      <Icon name={shapes[notice.tone]} />
      <div>
        <p>{notice.text}</p>
      </div>
      {notice.switchTo === null ? null : (
        <Button busy={busy} onClick={onSwitch}>
          Switch to {notice.switchTo}
        </Button>
      )}
      <button type="button" className="btn btn-quiet btn-icon" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
