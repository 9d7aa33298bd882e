import { type FormEvent, useState } from 'react';
import type { Recognition } from '#lib/git-providers/provider.ts';
import { recognise } from '#lib/git-providers/recognise.ts';
import type { Failure } from '#lib/result.ts';
import type { TokenSource } from './token-guide.tsx';

export interface TokenEntry {
  readonly token: string;
  readonly expiresOn: string | null;
  /** The person was asked, and means the token of the other account. */
  readonly acceptOtherOwner: boolean;
}

/** Characters of a pasted text that are sent to the server, which bounds what it reads. */
const mostSent = 32_768;

/**
 * The state of a form for a token, whose text is in its field alone and read when it is sent. `send` returns why the
 * token was refused, or null; it asks `gone` whether the form still stands, since an answer may come late.
 */
export function useTokenForm(
  source: TokenSource | undefined,
  send: (entry: TokenEntry, gone: () => boolean) => Promise<Failure | null>,
) {
  const [seen, setSeen] = useState<Recognition | null>(null);
  const [kindId, setKindId] = useState(source?.tokenKinds[0]?.id ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [sending, setSending] = useState(false);

  function look(text: string) {
    const trimmed = text.trim();
    const recognition = trimmed === '' ? null : recognise(trimmed, source?.tokenForms ?? []);
    setSeen(recognition);
    setFailure(null);
    if (recognition?.verdict === 'token') setKindId(recognition.kind.id);
  }

  async function submit(form: HTMLFormElement, acceptOtherOwner: boolean) {
    if (sending) return;
    const data = new FormData(form);
    const token = data.get('token');
    const expiresOn = data.get('expiresOn');
    const text = typeof token === 'string' ? token : '';
    // Too much to send; what is only a little too long the server refuses.
    if (text.length > mostSent) return setFailure({ ok: false, code: 'token_too_long' });
    setSending(true);
    setFailure(null);
    const refused = await send(
      {
        token: text,
        expiresOn: typeof expiresOn === 'string' && expiresOn !== '' ? expiresOn : null,
        acceptOtherOwner,
      },
      () => !form.isConnected,
    );
    if (refused !== null && form.isConnected) {
      setFailure(refused);
      form.querySelector<HTMLInputElement>('#token')?.select();
    }
    setSending(false);
  }

  return {
    seen,
    kindId,
    setKindId,
    failure,
    sending,
    look,
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      void submit(event.currentTarget, false);
    },
    onAccept: (form: HTMLFormElement) => void submit(form, true),
  };
}

export type TokenForm = ReturnType<typeof useTokenForm>;
