import { Button } from '#components/ui/button.tsx';
import { MadeKey } from './made-key.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { sayFailure } from './use-runtime.ts';

/** Last step: the key, shown once. */
export function KeyStep({
  runtime,
  actions,
  publicUrl,
  made,
  onMade,
  onBack,
  onStored,
}: RuntimeParts & {
  /** The key that was just made; null before. */
  made: string | null;
  onMade: (key: string) => void;
  /** Back to the webhook that was left out; null where there is nothing to go back to. */
  onBack: (() => void) | null;
  onStored: () => void;
}) {
  const { page, run, pending } = runtime;
  async function create() {
    const result = await run('key', () => actions.createRuntimeKey({ runtimeId: page.id }));
    if (result === null) return;
    if (result.ok) onMade(result.value.key);
    else sayFailure(result);
  }
  return (
    <section className="card install-card" aria-labelledby="step-title">
      <div className="install-body">
        <h2 id="step-title" tabIndex={-1}>
          Runtime key
        </h2>
        {made === null ? (
          <>
            <p>
              {page.name} asks with this key for the Git credentials of whoever acts in it, and commits as that person.
              It works for {page.name} and {page.host} alone, and can be revoked here at any time.
            </p>
            <p className="hint">
              It is shown once. Have the place ready where {page.name} keeps its secrets: a secret manager, or a
              Kubernetes secret.
            </p>
            <div className="install-foot">
              <Button look="primary" busy={pending === 'key'} onClick={() => void create()}>
                Create runtime key
              </Button>
              {onBack === null ? null : (
                <Button look="quiet" onClick={onBack}>
                  Back to the webhook
                </Button>
              )}
            </div>
          </>
        ) : (
          <>
            <MadeKey page={page} runtimeKey={made} publicUrl={publicUrl} />
            <div className="install-foot">
              <Button look="primary" onClick={onStored}>
                I have stored it
              </Button>
            </div>
          </>
        )}
      </div>
    </section>
  );
}
