import { Alert } from '#components/ui/alert.tsx';
import { type ConnectionReport, connectionWords } from '#lib/git-integrations/connection-words.ts';

/** What a test of the connection found, and the one next step. The element is always there, so that it is read out. */
export function ConnectionResult({ report }: { report: ConnectionReport | null }) {
  const words = report === null ? null : connectionWords(report);
  return (
    <div role="status">
      {words === null ? null : (
        <Alert tone={words.tone} {...(words.tone === 'soon' ? { icon: 'triangle' } : {})}>
          <p className="font-[550]">{words.title}</p>
          {words.next === null ? null : <p>{words.next}</p>}
        </Alert>
      )}
    </div>
  );
}
