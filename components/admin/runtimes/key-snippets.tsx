import './key.css';
import { useState } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { snippets } from '#lib/runtime-keys/snippet-words.ts';

/** How to use a key, ready to paste. */
export function KeySnippets({
  page,
  runtimeKey,
  publicUrl,
}: {
  page: Pick<AdminRuntimePage, 'name' | 'repositoryUrl'>;
  runtimeKey: string;
  publicUrl: string;
}) {
  const made = snippets({ name: page.name, repositoryUrl: page.repositoryUrl, key: runtimeKey, publicUrl });
  const [chosen, setChosen] = useState(made[0]?.id ?? '');
  const snippet = made.find((each) => each.id === chosen);
  if (snippet === undefined) return null;
  return (
    <section className="snippets" aria-label="How to use it">
      <div className="snippets-head">
        <fieldset className="segments">
          <legend className="sr-only">Where to use it</legend>
          {made.map(({ id, label }) => (
            <label key={id} className="px-2.5">
              <input
                type="radio"
                name="snippet"
                className="sr-only"
                checked={id === snippet.id}
                onChange={() => setChosen(id)}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <CopyButton key={snippet.id} text={snippet.text} label={`Copy for ${snippet.label}`} />
      </div>
      <p className="hint">{snippet.about}</p>
      <pre>{snippet.text}</pre>
    </section>
  );
}
