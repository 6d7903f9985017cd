import { useRef, useState } from 'preact/hooks';

import { freshKey, startPlan } from '../api/jobs.js';
import { problemOf } from '../api/http.js';
import { go } from '../api/route.js';
import { Check, Dialog, Field, ProblemNotice } from '../parts/basics.tsx';
import { type Guards, type Problem, type Selection, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { useSay } from '../words/words.js';

interface PlanOptionsProps {
  request: { regions: string[]; selection: Selection };
  /** Are the images chosen by rules? Then the guards count. */
  rules: boolean;
  onClose: () => void;
}

const change = (part: Guards) => store.set(({ guards }) => ({ guards: { ...guards, ...part } }));

/** Numbers of a guard; an empty field is the core's default. */
export function GuardNumber({ name, fallback }: { name: 'max_delete' | 'max_percent'; fallback: number }) {
  const say = useSay();
  const value = useStore(store, ({ guards }) => guards[name]);
  const take = (text: string) => change({ [name]: /^\d{1,5}$/.test(text) ? Number(text) : undefined });
  return (
    <Field label={say(name === 'max_delete' ? 'maxDelete' : 'maxPercent')}>
      {(ids) => (
        <input
          {...ids}
          type="text"
          inputMode="numeric"
          class="short"
          placeholder={String(fallback)}
          value={value ?? ''}
          onInput={(event) => take(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export const givenGuards = (guards: Guards): Guards =>
  Object.fromEntries(Object.entries(guards).filter(([, value]) => value !== undefined && value !== false));

export function PlanOptions({ request, rules, onClose }: PlanOptionsProps) {
  const say = useSay();
  const guards = useStore(store, (state) => state.guards);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useRef({ body: '', key: '' });
  const start = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const order = { ...request, guards: givenGuards(guards) };
    const body = JSON.stringify(order);
    if (key.current.body !== body) key.current = { body, key: freshKey() };
    try {
      const { id } = await startPlan(order, key.current.key);
      onClose();
      go('plans', id);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={say('planOptions')} onClose={onClose}>
      <form class="stack" onSubmit={start}>
        <p>{say('planOptionsText')}</p>
        <Check
          label={say('withSnapshots')}
          hint={say('withSnapshotsHint')}
          checked={guards.with_snapshots ?? false}
          onChange={(with_snapshots) => change({ with_snapshots })}
        />
        <Check
          label={say('unshare')}
          hint={say('unshareHint')}
          checked={guards.unshare ?? false}
          onChange={(unshare) => change({ unshare })}
        />
        <Check
          label={say('serverDryRun')}
          checked={guards.server_dry_run ?? false}
          onChange={(server_dry_run) => change({ server_dry_run })}
        />
        {rules && (
          <div class="row">
            <GuardNumber name="max_delete" fallback={10} />
            <GuardNumber name="max_percent" fallback={50} />
          </div>
        )}
        <ProblemNotice problem={problem} />
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {say('cancel')}
          </button>
          <button type="submit" class="button button-main" disabled={busy}>
            {busy ? say('planning') : say('startPlan')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
