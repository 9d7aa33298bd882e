import { ExternalLink } from '#components/ui/external-link.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { statusWords } from '#lib/git-tokens/status-words.ts';
import type { IntegrationView, OtherRuntime, RuntimeOutcome } from '#lib/runtimes/view.ts';
import { outcomeSentence, wasChangedMeanwhile } from './outcomes.ts';

/** A runtime that nothing came of, and why. */
function Untouched({ name, label, children }: { name: string; label: string; children: string }) {
  return (
    <li>
      <div className="flex items-center justify-between gap-3">
        <b className="min-w-0 font-[550] wrap-anywhere">{name}</b>
        <span className="status flex-none tone-muted">
          <Icon name="question" small />
          {label}
        </span>
      </div>
      <p className="hint mt-1">{children}</p>
    </li>
  );
}

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
  const answered = new Set(outcomes.map(({ runtimeId }) => runtimeId));
  const missing = [...ticked.values()].filter(({ id }) => !answered.has(id));
  return (
    <>
      <p role="status">{outcomeSentence(outcomes, answered.size + missing.length)}</p>
      <ul className="others outcomes">
        {outcomes.map((outcome) => {
          const { runtimeId, name, status } = outcome;
          if (wasChangedMeanwhile(outcome)) {
            return (
              <Untouched key={runtimeId} name={name} label="Changed meanwhile">
                The token or this runtime was changed in another window while it was checked. What it had stays.
              </Untouched>
            );
          }
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
        {missing.map(({ id, name }) => (
          <Untouched key={id} name={name} label="Not changed">
            There is no such runtime for this token any more.
          </Untouched>
        ))}
      </ul>
    </>
  );
}
