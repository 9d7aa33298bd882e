import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Notice, NoticeOffer } from '#lib/git-tokens/notice-words.ts';

const shapes = { good: 'check', broken: 'octagon', muted: 'question' } as const;

/** What came of a walk to the provider and back. */
export function NoticeBar({
  notice,
  busy,
  onOffer,
  onDismiss,
}: {
  notice: Notice;
  /** What it offers is under way. */
  busy: boolean;
  onOffer: (offer: NoticeOffer) => void;
  onDismiss: () => void;
}) {
  const { offer } = notice;
  return (
    <div className={`attention tone-${notice.tone}`} role={notice.tone === 'broken' ? 'alert' : 'status'}>
      <Icon name={shapes[notice.tone]} />
      <div>
        <p>{notice.text}</p>
      </div>
      {offer === null ? null : (
        <Button busy={busy} onClick={() => onOffer(offer)}>
          {offer.kind === 'others' ? 'Use for other runtimes…' : `Switch to ${offer.login}`}
        </Button>
      )}
      <button type="button" className="btn btn-quiet btn-icon" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
