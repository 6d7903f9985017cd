import { useRef, useState } from 'preact/hooks';

import { problemOf } from '../api/http.js';
import { approveJob, freshKey, startApply } from '../api/jobs.js';
import { go } from '../api/route.js';
import { isFresh } from '../api/session.js';
import { deletionsByRegion, isPhrase, phraseOf } from '../logic/plan.js';
import { Dialog, Field, Notice, ProblemNotice } from '../parts/basics.tsx';
import { type Plan, type Problem, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { useSay } from '../words/words.js';
import { TokenForm } from './sign-in.tsx';

const NAMED = 8;

interface ConfirmProps {
  /** The job of the plan. */
  job: any;
  plan: Plan;
  /** The job that waits for a second yes; absent: this is the first one. */
  approves?: string;
  onClose: () => void;
}

function What({ plan }: { plan: Plan }) {
  const say = useSay();
  const going = plan.images.filter(({ verdict }) => verdict === 'delete');
  const shared = going.filter(({ shared_with }) => shared_with.length > 0).length;
  const regions = deletionsByRegion(plan).map(({ region }) => region);
  return (
    <>
      <p>{say('confirmText', { n: going.length, regions: regions.join(', '), account: plan.account.id })}</p>
      <ul class="plain-list confirm-list">
        {going.slice(0, NAMED).map(({ region, id, name }) => (
          <li key={`${region} ${id}`}>
            {name} <code class="quiet">{id}</code>
          </li>
        ))}
        {going.length > NAMED && <li>{say('confirmMore', { n: going.length - NAMED })}</li>}
      </ul>
      {plan.guards.with_snapshots && <p>{say('confirmSnapshots')}</p>}
      {shared > 0 && <p>{say('confirmShared', { n: shared })}</p>}
    </>
  );
}

/** Deleting takes a login of the last minutes: who has none signs in again here, and nothing is lost. */
function FreshLogin() {
  const say = useSay();
  const session = useStore(store, (state) => state.session);
  if (session?.via === 'access') return <Notice tone="warn">{say('confirmAccess')}</Notice>;
  return (
    <>
      <p>{say('confirmLogin')}</p>
      <TokenForm label={say('tokenAgain')} button={say('signIn')} />
    </>
  );
}

/** What has to be typed stands out, and is not translated. */
function Emphasised({ text, part }: { text: string; part: string }) {
  const [before, after] = text.split(part);
  return (
    <>
      {before}
      <code class="typed" translate={false}>
        {part}
      </code>
      {after}
    </>
  );
}

function Phrase({ job, plan, approves, onClose, onStale }: ConfirmProps & { onStale: () => void }) {
  const say = useSay();
  const phrase = phraseOf(plan);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useRef(freshKey());
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !isPhrase(typed, phrase)) return;
    setBusy(true);
    setProblem(null);
    const said = { regions: deletionsByRegion(plan).map(({ region }) => region), count: plan.summary.delete };
    try {
      const id = approves
        ? (await approveJob(approves, { digest: plan.digest, ...said })).id
        : await startApply(job, said, key.current);
      store.set({ ticked: new Set() });
      onClose();
      go('jobs', id);
    } catch (error) {
      const told = problemOf(error);
      setBusy(false);
      if (told.code === 'login-too-old') onStale();
      else setProblem(told);
    }
  };
  return (
    <form class="stack" onSubmit={submit}>
      <Field label={<Emphasised text={say('confirmType', { phrase })} part={phrase} />}>
        {(ids) => (
          <input
            {...ids}
            type="text"
            autofocus
            class="phrase"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <ProblemNotice problem={problem} />
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          {say('cancel')}
        </button>
        <button type="submit" class="button button-danger" disabled={busy || !isPhrase(typed, phrase)}>
          {busy ? say('confirming') : approves ? say('approve') : say('confirmGo')}
        </button>
      </footer>
    </form>
  );
}

export function Confirm(props: ConfirmProps) {
  const say = useSay();
  const session = useStore(store, (state) => state.session);
  const [stale, setStale] = useState(false);
  const login = useRef(session?.login);
  const fresh = session !== null && isFresh(session) && (!stale || session.login !== login.current);
  return (
    <Dialog danger title={say('confirmTitle', { n: props.plan.summary.delete })} onClose={props.onClose}>
      <What plan={props.plan} />
      {fresh ? <Phrase {...props} onStale={() => setStale(true)} /> : <FreshLogin />}
    </Dialog>
  );
}
