import { useEffect, useState } from 'react';
import { showToast } from '#components/ui/toast.tsx';
import { statusLooks } from '#lib/git-tokens/status-words.ts';
import type { RuntimeNotice } from '#lib/git-runtime-tokens/notice-words.ts';
import type { AdminRuntimePage } from '#lib/runtimes/admin-view.ts';
import { Installation } from './installation.tsx';
import type { RuntimeActions } from './runtime-actions.ts';
import { RuntimeDialogs } from './runtime-dialogs.tsx';
import { NoticeBar } from './runtime-notice.tsx';
import type { OpenDialog, RuntimeParts } from './runtime-parts.ts';
import { RuntimeTrouble } from './runtime-trouble.tsx';
import { RuntimeView } from './runtime-view.tsx';
import { sayFailure, useRuntime } from './use-runtime.ts';

/** How long the browser may take to leave, in milliseconds: then it was stopped, or there is no way there. */
const patience = 10_000;

/** Owns the query, what is open and what is under way; the guided form or the page of the runtime owns the look. */
export function RuntimePage({
  first,
  notice: arrived,
  publicUrl,
  actions,
}: {
  first: AdminRuntimePage;
  notice: RuntimeNotice | null;
  publicUrl: string;
  actions: RuntimeActions;
}) {
  const runtime = useRuntime(first);
  const { page, pending, run, error } = runtime;
  const [notice, setNotice] = useState(arrived);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [leaving, setLeaving] = useState(false);
  // The guided form stays until the key that it shows was stored, which the server cannot know.
  const [installing, setInstalling] = useState(first.nextStep !== null);
  const runtimeId = page.id;

  // The notice is said once: a reload, or an address sent to somebody, does not say it again.
  useEffect(() => {
    if (arrived !== null) window.history.replaceState(null, '', window.location.pathname);
  }, [arrived]);
  // Back from the provider by the back button: the page is as it was left.
  useEffect(() => {
    const back = () => setLeaving(false);
    window.addEventListener('pageshow', back);
    return () => window.removeEventListener('pageshow', back);
  }, []);

  async function authorize(acceptOtherOwner = false) {
    const result = await run('leaving', () => actions.startRuntimeAuthorization({ runtimeId, acceptOtherOwner }));
    if (result === null) return;
    if (!result.ok) return sayFailure(result);
    setLeaving(true);
    setTimeout(setLeaving, patience, false);
    window.location.assign(result.value.url);
  }

  async function check() {
    const result = await run('check', () => actions.checkRuntime({ runtimeId }));
    if (result === null) return;
    if (!result.ok) return sayFailure(result);
    const { status, name, webhook } = result.value.page;
    const { label, tone } = statusLooks[status.code];
    const gone = webhook.state === 'gone';
    showToast({
      text: `${name}: token ${label}${gone ? ', webhook gone' : webhook.state === 'active' ? ', webhook active' : ''}.`,
      tone: gone || tone === 'broken' || tone === 'info' ? 'broken' : tone === 'muted' ? 'muted' : 'good',
    });
  }

  async function createWebhook() {
    const result = await run('webhook', () => actions.createWebhook({ runtimeId }));
    if (result === null || !result.ok) return result;
    showToast({
      text:
        result.value.outcome === 'created'
          ? `Webhook created on ${page.repository}.`
          : `${page.repository} had our webhook already: it is used again.`,
    });
    return result;
  }

  const given: RuntimeParts = {
    runtime,
    actions,
    publicUrl,
    leaving: leaving || pending === 'leaving',
    onAuthorize: () => void authorize(),
    onCheck: () => void check(),
    onCreateWebhook: createWebhook,
    onOpen: setDialog,
  };
  const notices = (
    <>
      {error === null ? null : <RuntimeTrouble error={error} page={page} onRetry={() => void runtime.refetch()} />}
      {notice === null || (notice.tone === 'good' && page.nextStep !== first.nextStep) ? null : (
        <NoticeBar
          notice={notice}
          busy={given.leaving}
          onSwitch={() => void authorize(true)}
          onDismiss={() => setNotice(null)}
        />
      )}
    </>
  );
  return (
    <>
      {installing || page.nextStep !== null ? (
        <Installation {...given} notices={notices} onFinish={() => setInstalling(false)} />
      ) : (
        <RuntimeView {...given} notices={notices} />
      )}
      {dialog === null ? null : <RuntimeDialogs {...given} dialog={dialog} onClose={() => setDialog(null)} />}
    </>
  );
}
