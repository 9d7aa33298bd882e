import { useEffect, useRef } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { useAskBeforeLeaving } from '#components/admin/ask-before-leaving.ts';
import { KeySnippets } from './key-snippets.tsx';

const question = 'The runtime key is not shown again. Leave without having stored it?';

/** A key that was just made, and how to use it. It is in this page alone: leaving asks first. */
export function MadeKey({
  page,
  runtimeKey,
  publicUrl,
}: {
  page: AdminRuntimePage;
  runtimeKey: string;
  publicUrl: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useAskBeforeLeaving(question);
  return (
    <>
      <Alert tone="soon" live>
        <b>Copy it now: it is not shown again.</b> Only a digest is kept here. A lost key is replaced by a new one.
      </Alert>
      <div className="field">
        <label htmlFor="runtime-key">Runtime key of {page.name}</label>
        <span className="copy-field">
          <input
            ref={field}
            id="runtime-key"
            className="input input-mono"
            readOnly
            value={runtimeKey}
            data-1p-ignore=""
            data-lpignore="true"
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={runtimeKey} label="Copy runtime key" />
        </span>
      </div>
      <KeySnippets page={page} runtimeKey={runtimeKey} publicUrl={publicUrl} />
    </>
  );
}
