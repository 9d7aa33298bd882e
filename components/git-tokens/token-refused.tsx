import { Alert } from '#components/ui/alert.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';

/** Why a token was not taken, and the one next step, in the token's form. What was there before is still there. */
export function TokenRefused({
  failure,
  host,
  onAccept,
}: {
  failure: Failure;
  host: string;
  onAccept: (form: HTMLFormElement) => void;
}) {
  const remedy = failure.detail?.['remedyUrl'];
  const login = failure.detail?.['login'];
  return (
    <Alert tone={failure.code === 'other_owner' ? 'soon' : 'broken'} live>
      <p>{failureMessage(failure)}</p>
      {failure.code === 'sso_required' && typeof remedy === 'string' ? (
        <p className="mt-2">
          <ExternalLink href={remedy} button>
            Authorize at {host}
          </ExternalLink>
        </p>
      ) : null}
      {failure.code === 'other_owner' ? (
        <p className="mt-2">
          <button
            type="button"
            className="btn"
            onClick={({ currentTarget: { form } }) => {
              if (form !== null) onAccept(form);
            }}
          >
            Use the token of {typeof login === 'string' ? login : 'the other account'}
          </button>
        </p>
      ) : null}
    </Alert>
  );
}
