import { Icon } from '#components/ui/icon.tsx';
import { PageLink } from '#components/ui/page-link.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';

/** Authorizing by OAuth, or why that is not possible here and what would make it so. */
export function OAuthOffer({
  page,
  leaving,
  onAuthorize,
}: {
  page: Pick<AdminRuntimePage, 'hasOAuth' | 'host' | 'integrationId' | 'integrationName'>;
  leaving: boolean;
  onAuthorize: () => void;
}) {
  const { hasOAuth, host, integrationId, integrationName } = page;
  const reason = `${integrationName} has no OAuth application yet.`;
  return (
    <div className="oauth">
      <button
        type="button"
        className={hasOAuth ? 'btn btn-soft' : 'btn'}
        aria-disabled={!hasOAuth || undefined}
        aria-busy={leaving || undefined}
        aria-describedby="oauth-about"
        onClick={() => {
          if (!hasOAuth) showToast({ text: reason, tone: 'muted' });
          else if (!leaving) onAuthorize();
        }}
      >
        {leaving ? <span className="spin" aria-hidden="true" /> : <Icon name="key" small />}
        Authorize with OAuth
      </button>
      <p id="oauth-about" className="hint">
        {hasOAuth ? (
          `Opens ${host}. Be signed in there as the account that is to be the runtime’s: it may not be your own.`
        ) : (
          <>
            {reason}{' '}
            <PageLink className="link" href={`/admin/integrations/${integrationId}`}>
              Add one to the Git integration
            </PageLink>{' '}
            to authorize in one click.
          </>
        )}
      </p>
    </div>
  );
}
