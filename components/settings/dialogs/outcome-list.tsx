import { ExternalLink } from '#components/ui/external-link.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { statusGroups } from '#lib/git-tokens/status.ts';
import { statusWords } from '#lib/git-tokens/status-words.ts';
import type { IntegrationView, OtherRuntime, RuntimeOutcome } from '#lib/runtimes/view.ts';

/** What came of it, runtime by runtime. */
export function OutcomeList({
  outcomes,
  ticked,
  integration,
  login,
  now,
}: {
  outcomes: readonly RuntimeOutcome[];
  ticked: ReadonlyMap<string, OtherRuntime>;
  integration: IntegrationView;
  login: string | null;
  now: Date;
}) {
  const good = outcomes.filter(({ status }) => ['good', 'soon'].includes(statusGroups[status.code])).length;
  return (
    <>
      <p role="status">
        {good === outcomes.length
          ? `All ${good} can use it.`
          : `${good} of ${outcomes.length} can use it. The others say what is missing.`}
      </p>
      <ul className="others outcomes">
        {outcomes.map(({ runtimeId, name, status }) => {
          const words = statusWords({
            status,
            runtime: name,
            repository: ticked.get(runtimeId)?.repository ?? name,
            provider: integration.providerLabel,
            host: integration.host,
            login,
            expiresAt: null,
            now,
          });
          return (
            <li key={runtimeId}>
              <div className="flex items-center justify-between gap-3">
                <b className="min-w-0 font-[550] wrap-anywhere">{name}</b>
                <span className={`status flex-none tone-${words.tone}`}>
                  <Icon name={words.shape} small />
                  {words.label}
                </span>
              </div>
              {words.tone === 'good' || words.tone === 'soon' ? null : <p className="hint mt-1">{words.sentence}</p>}
              {status.remedyUrl === null ? null : (
                <p className="hint mt-1">
                  <ExternalLink href={status.remedyUrl}>Authorize at {integration.host}</ExternalLink>
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
