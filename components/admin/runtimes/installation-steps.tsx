import { Icon } from '#components/ui/icon.tsx';
import type { InstallationStep } from '#lib/runtimes/admin-view.ts';
import { installationSteps } from '#lib/runtimes/state-words.ts';

/** The steps of an installation: what is done and how it came out, where one is, and what comes. */
export function InstallationSteps({
  current,
  done,
}: {
  current: 'runtime' | InstallationStep;
  /** How a done step came out, by its id. */
  done: Readonly<Partial<Record<'runtime' | InstallationStep, string>>>;
}) {
  const at = installationSteps.findIndex((step) => step.id === current);
  return (
    <nav className="steps" aria-label="Installation">
      <p className="steps-where">
        Step {at + 1} of {installationSteps.length}
      </p>
      <ol>
        {installationSteps.map(({ id, label, what }, index) => {
          const passed = index < at;
          return (
            <li
              key={id}
              className={passed ? 'step step-done' : index === at ? 'step step-now' : 'step'}
              aria-current={index === at ? 'step' : undefined}
            >
              <span className="step-mark" aria-hidden="true">
                {passed ? <Icon name="tick" small /> : index + 1}
              </span>
              <div>
                <b>
                  {label}
                  {passed ? <span className="sr-only"> (done)</span> : null}
                </b>
                <span className="sub">{passed ? (done[id] ?? what) : what}</span>
              </div>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
