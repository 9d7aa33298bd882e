import './access.css';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.tsx';
import type { MemberView } from '#lib/runtimes/admin-view.ts';
import { MemberPicker } from './member-picker.tsx';
import type { RuntimeParts } from './runtime-parts.ts';
import { sayFailure } from './use-runtime.ts';

interface Draft {
  readonly openTo: 'everyone' | 'members';
  readonly members: readonly MemberView[];
}

/** A change that is not saved yet, and how it was when it was begun: the page may have read otherwise since. */
interface Begun extends Draft {
  readonly began: Draft;
}

const idsOf = (members: readonly MemberView[]) => members.map((member) => member.userId).toSorted();

/** Who may use the runtime. Changes are made here first, and hold once they are saved. */
export function AccessCard({ runtime, actions }: RuntimeParts) {
  const { page, pending, run } = runtime;
  const [draft, setDraft] = useState<Begun | null>(null);
  const stored: Draft = { openTo: page.openTo, members: page.memberList };
  const { openTo, members } = draft ?? stored;
  const changed =
    openTo !== stored.openTo || (openTo === 'members' && idsOf(members).join() !== idsOf(stored.members).join());
  const losers = openTo === 'members' && (stored.openTo === 'everyone' || stored.members.some((was) => !has(was)));

  function has(one: MemberView): boolean {
    return members.some((member) => member.userId === one.userId);
  }

  function change(to: Partial<Draft>) {
    setDraft({ openTo, members, began: draft?.began ?? stored, ...to });
  }

  async function save() {
    const memberIds = idsOf(members);
    const { began } = draft ?? { began: stored };
    const result = await run('access', () =>
      actions.setRuntimeAccess({
        runtimeId: page.id,
        openTo,
        memberIds,
        began: { openTo: began.openTo, memberIds: idsOf(began.members) },
      }),
    );
    if (result === null) return;
    if (!result.ok) {
      sayFailure(result);
      if (result.code !== 'changed_meanwhile') return;
      // The card then shows what the other administrator made of it, to change from there.
      await runtime.refetch();
      return setDraft(null);
    }
    setDraft(null);
    showToast({
      text:
        openTo === 'everyone'
          ? `Everyone may use ${page.name}.`
          : `${memberIds.length === 1 ? '1 person' : `${memberIds.length} people`} may use ${page.name}.`,
    });
  }

  return (
    <section className="card rt-card" aria-labelledby="access-title">
      <header>
        <h2 id="access-title">Who may use it</h2>
      </header>
      <fieldset className="grid gap-1">
        <legend className="sr-only">Who may use {page.name}</legend>
        <label className="pick">
          <input
            type="radio"
            name="open-to"
            checked={openTo === 'everyone'}
            onChange={() => change({ openTo: 'everyone' })}
          />
          <span>
            Everyone
            <span className="hint block">Everybody who can sign in sees {page.name} and can authorize it.</span>
          </span>
        </label>
        <label className="pick">
          <input
            type="radio"
            name="open-to"
            checked={openTo === 'members'}
            onChange={() => change({ openTo: 'members' })}
          />
          <span>
            Named members
            <span className="hint block">For everybody else it does not exist.</span>
          </span>
        </label>
      </fieldset>
      {openTo === 'members' ? (
        <MemberPicker
          members={members}
          onAdd={(member) => change({ members: [...members, member] })}
          onRemove={(member) => change({ members: members.filter((each) => each.userId !== member.userId) })}
        />
      ) : null}
      {changed ? (
        <>
          {losers ? (
            <p className="hint">
              Who is not named loses {page.name} at once: it leaves their list, and the next credential it asks for in
              their name is refused. Their token is kept and counts again if they are let back in.
            </p>
          ) : null}
          <footer>
            <Button look="primary" busy={pending === 'access'} onClick={() => void save()}>
              Save
            </Button>
            <Button look="quiet" onClick={() => setDraft(null)}>
              Cancel
            </Button>
          </footer>
        </>
      ) : null}
    </section>
  );
}
