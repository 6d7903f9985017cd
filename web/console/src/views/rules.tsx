import { useEffect, useMemo, useState } from 'preact/hooks';

import { sizeOf } from '../logic/quota.js';
import { selectionOf } from '../logic/selection.js';
import { distinct } from '../logic/table.js';
import { Field, Notice, ProblemNotice, Select, useLang } from '../parts/basics.tsx';
import { JudgedList } from '../parts/judged-list.tsx';
import { QuotaBars } from '../parts/pictures.tsx';
import { noPreview, preview } from '../scan/scan.js';
import { NO_RULES, type RuleForm, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { reasonSentence } from '../words/reasons.js';
import { clock } from '../words/time.js';
import { useSay, type Word } from '../words/words.js';
import { GuardNumber, givenGuards, PlanOptions } from './plan-options.tsx';
import { RegionBar } from './region-bar.tsx';

const PAUSE_MS = 120;

/** The fields by the members of a Selection that the core names. */
const FIELD_OF: Record<string, keyof RuleForm> = {
  ...{ name: 'name', family: 'family', tag: 'tag', state: 'state', min_age: 'minAge', keep_newest: 'keepNewest' },
  ...{ per: 'perTag', free: 'free', until_below: 'untilBelow' },
};

const change = (part: Partial<RuleForm>) => store.set(({ rules }) => ({ rules: { ...rules, ...part } }));

function Text({ name, word, hint, list }: { name: keyof RuleForm; word: Word; hint?: Word; list?: string[] }) {
  const say = useSay();
  const value = useStore(store, ({ rules }) => rules[name]);
  const invalid = useStore(store, ({ preview: { problem } }) => FIELD_OF[problem?.more?.where ?? ''] === name);
  return (
    <Field label={say(word)} hint={hint && say(hint)}>
      {(ids) => (
        <>
          <input
            {...ids}
            type="text"
            autocomplete="off"
            spellcheck={false}
            name={name}
            aria-invalid={invalid}
            list={list && `${ids.id}-list`}
            value={value}
            onInput={(event) => change({ [name]: event.currentTarget.value })}
          />
          {list && (
            <datalist id={`${ids.id}-list`}>
              {list.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

function Choosing() {
  const say = useSay();
  const rows = useStore(store, (state) => state.rows);
  const state = useStore(store, ({ rules }) => rules.state);
  const families = useMemo(() => distinct(rows, ({ family }) => family), [rows]);
  const states = useMemo(() => distinct(rows, (row) => row.state), [rows]);
  return (
    <fieldset>
      <legend>{say('choosing')}</legend>
      <Text name="name" word="ruleName" hint="ruleNameHint" />
      <Text name="family" word="ruleFamily" list={families} />
      <Text name="tag" word="ruleTag" hint="ruleTagHint" />
      <Select
        label={say('ruleState')}
        value={state}
        options={[['', say('anyState')], ...states.map((one): [string, string] => [one, one])]}
        onChange={(value) => change({ state: value })}
      />
    </fieldset>
  );
}

function Sparing() {
  const say = useSay();
  const per = useStore(store, ({ rules }) => rules.per);
  return (
    <fieldset>
      <legend>{say('sparing')}</legend>
      <Text name="minAge" word="ruleAge" hint="ruleAgeHint" />
      <div class="row">
        <Text name="keepNewest" word="ruleNewest" />
        <Select
          label={say('rulePer')}
          value={per}
          options={[
            ['name-prefix', say('perName')],
            ['family', say('perFamily')],
            ['tag', say('perTag')],
            ['region', say('perRegion')],
          ]}
          onChange={(value) => change({ per: value })}
        />
      </div>
      {per === 'tag' && <Text name="perTag" word="perTagKey" />}
      <div class="row">
        <Text name="free" word="ruleFree" />
        <Text name="untilBelow" word="ruleBelow" />
      </div>
      <div class="row">
        <GuardNumber name="max_delete" fallback={10} />
        <GuardNumber name="max_percent" fallback={50} />
      </div>
    </fieldset>
  );
}

/** The core is asked whenever a rule, a guard or what was read has changed. */
function usePreview() {
  const rules = useStore(store, (state) => state.rules);
  const guards = useStore(store, (state) => state.guards);
  const scannedAt = useStore(store, (state) => state.scannedAt);
  const status = useStore(store, (state) => state.scanStatus);
  const selection = useMemo(() => selectionOf(rules), [rules]);
  useEffect(() => {
    if (!selection) return noPreview();
    const timer = setTimeout(() => preview(selection, givenGuards(guards)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [selection, guards, scannedAt, status]);
  return selection;
}

function Effect() {
  const say = useSay();
  const lang = useLang();
  const rows = useStore(store, (state) => state.rows);
  const scans = useStore(store, (state) => state.scans);
  const { status, verdicts, summary, refusedBy, problem } = useStore(store, (state) => state.preview);
  const scanStatus = useStore(store, (state) => state.scanStatus);
  const goes = (key: string) => verdicts.get(key)?.verdict === 'delete';
  const own = useMemo(() => rows.filter(({ type }) => type !== 'SHARED_IMAGE'), [rows]);
  const going = own.filter(({ key }) => goes(key));
  const judged = useMemo(
    () => own.flatMap((row) => (verdicts.has(row.key) ? [{ ...row, ...verdicts.get(row.key)! }] : [])),
    [own, verdicts],
  );
  return (
    <section class="card effect" aria-label={say('effect')}>
      <h2>{say('effect')}</h2>
      {scanStatus !== 'done' && <p class="quiet">{say('rulesWait')}</p>}
      {scanStatus === 'done' && status === 'idle' && <p class="quiet">{say('effectNone')}</p>}
      {status === 'working' && !summary && <p class="quiet">{say('effectWorking')}</p>}
      <ProblemNotice problem={problem} />
      {summary && (
        <>
          <p class="big" role="status" data-test="effect">
            {say('effectDone', { go: summary.delete, stay: own.length - summary.delete, gb: sizeOf(going) })}
          </p>
          {refusedBy.map((reason) => (
            <Notice key={reason.code} tone="warn">
              {reasonSentence(reason, lang)}
            </Notice>
          ))}
          <QuotaBars scans={scans} rows={own} goes={({ key }) => goes(key)} />
          <JudgedList images={judged} />
          <p class="hint">{say('effectShared')}</p>
        </>
      )}
    </section>
  );
}

export function RulesView() {
  const say = useSay();
  const lang = useLang();
  const selection = usePreview();
  const at = useStore(store, (state) => state.scannedAt);
  const regions = useStore(store, (state) => state.regions);
  const session = useStore(store, (state) => state.session);
  const [planning, setPlanning] = useState(false);
  return (
    <div class="view view-rules">
      <RegionBar />
      <header class="view-head">
        <h1>{say('rulesTitle')}</h1>
        <p class="quiet">{say('rulesText', { time: at > 0 ? clock(at, lang) : '…' })}</p>
      </header>
      <div class="halves">
        <form class="card rules-form" onSubmit={(event) => event.preventDefault()}>
          <Choosing />
          <Sparing />
          <div class="row row-end">
            <button type="button" class="button" disabled={!selection} onClick={() => store.set({ rules: NO_RULES })}>
              {say('clearRules')}
            </button>
            {session?.role === 'operator' && (
              <button
                type="button"
                class="button button-main"
                disabled={!selection || regions.length === 0}
                onClick={() => setPlanning(true)}
              >
                {say('planFromRules')}
              </button>
            )}
          </div>
        </form>
        <Effect />
      </div>
      {planning && selection && (
        <PlanOptions request={{ regions, selection }} rules onClose={() => setPlanning(false)} />
      )}
    </div>
  );
}
