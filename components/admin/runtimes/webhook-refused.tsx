import { Alert } from '#components/ui/alert.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';

/** Why the webhook could not be made, and the one next step. */
export function WebhookRefused({ failure, host }: { failure: Failure; host: string }) {
  const remedy = failure.detail?.['remedyUrl'];
  return (
    <Alert tone="broken" live>
      <p>{failureMessage(failure)}</p>
      {typeof remedy === 'string' ? (
        <p className="mt-2">
          <ExternalLink href={remedy} button>
            Authorize at {host}
          </ExternalLink>
        </p>
      ) : null}
    </Alert>
  );
}
