import { type ChangeEvent, useId, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { IntegrationPage } from '#lib/git-integrations/show.ts';

const largestFile = 65_536;
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** Certificates of an authority of one's own, pasted or read from a file. */
export function CertificateFields({ stored, problem }: { stored: IntegrationPage | null; problem: string | null }) {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(stored?.caBundle ?? '');
  const [unread, setUnread] = useState<string | null>(null);
  const wrong = unread ?? problem;
  const authorities = stored !== null && text === stored.caBundle ? stored.authorities : [];

  async function read(event: ChangeEvent<HTMLInputElement>) {
    const [chosen] = event.currentTarget.files ?? [];
    event.currentTarget.value = '';
    if (chosen === undefined) return;
    if (chosen.size > largestFile) {
      setUnread(`${chosen.name} is larger than 64 kB, which no CA bundle is.`);
      return;
    }
    setUnread(null);
    setText(await chosen.text());
  }

  return (
    <div className="field">
      <label htmlFor={id}>CA bundle</label>
      <textarea
        id={id}
        name="caBundle"
        className="input input-mono"
        rows={text === '' ? 3 : 7}
        spellCheck={false}
        placeholder={'-----BEGIN CERTIFICATE-----'}
        value={text}
        aria-invalid={wrong === null ? undefined : true}
        aria-describedby={wrong === null ? undefined : `${id}-problem`}
        onChange={(event) => {
          setUnread(null);
          setText(event.currentTarget.value);
        }}
      />
      {wrong === null ? null : (
        <p id={`${id}-problem`} className="problem">
          <Icon name="octagon" small />
          {wrong}
        </p>
      )}
      {authorities.length === 0 ? null : (
        <ul className="hint">
          {authorities.map(({ subject, validTo }) => (
            <li key={`${subject} ${validTo}`}>
              {subject}, valid until {day.format(new Date(validTo))}
            </li>
          ))}
        </ul>
      )}
      <input
        ref={file}
        type="file"
        hidden
        aria-label="Certificate file"
        accept=".pem,.crt,.cer,.ca-bundle,application/x-pem-file,application/x-x509-ca-cert"
        onChange={(event) => void read(event)}
      />
      <div className="flex gap-2">
        <Button onClick={() => file.current?.click()}>
          <Icon name="plus" />
          Choose a file
        </Button>
        {text === '' ? null : (
          <Button look="quiet" onClick={() => setText('')}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}
