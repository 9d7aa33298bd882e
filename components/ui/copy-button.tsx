'use client';

import { useState } from 'react';
import { Icon } from './icon.tsx';
import { showToast } from './toast.tsx';

/** Copies a text, which nothing else repeats. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="btn"
      aria-label={label}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => {
            setCopied(true);
            showToast({ text: 'Copied.' });
          },
          () => showToast({ text: 'The browser does not allow copying here. Select the text instead.', tone: 'muted' }),
        );
      }}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
