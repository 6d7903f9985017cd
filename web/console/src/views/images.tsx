import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';

import { readJobs } from '../api/jobs.js';
import { hashOf } from '../api/route.js';
import { sizeOf } from '../logic/quota.js';
import { selectionOfTicked } from '../logic/selection.js';
import { filtered, sorted } from '../logic/table.js';
import { announce, Notice, ProblemNotice, useLang } from '../parts/basics.tsx';
import { Grid } from '../parts/grid.tsx';
import { AgePicture, Legend, QuotaBars, StoragePicture } from '../parts/pictures.tsx';
import { canGo } from '../scan/rows.js';
import { scan } from '../scan/scan.js';
import { type Row, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { reasonsText } from '../words/reasons.js';
import { dateTime } from '../words/time.js';
import { named, useSay } from '../words/words.js';
import { Filters } from './filters.tsx';
import { ImageDetails } from './image-details.tsx';
import { PlanOptions } from './plan-options.tsx';
import { RegionBar } from './region-bar.tsx';

function tick(keys: string[], on: boolean) {
  store.set(({ ticked }) => {
    const next = new Set(ticked);
    for (const key of keys) {
      if (on) next.add(key);
      else next.delete(key);
    }
    return { ticked: next };
  });
}

/** A deletion that goes on, begun here, in another tab or by somebody else. */
function Running() {
  const say = useSay();
  const lang = useLang();
  const jobs = useStore(store, (state) => state.jobs);
  useEffect(() => void readJobs(), []);
  const running = jobs.filter(({ kind, finished }) => kind === 'apply' && !finished);
  return (
    <>
      {running.map(({ id, created, state }) => (
        <Notice key={id} tone="warn">
          <a href={hashOf('jobs', id)}>
            {say('jobTitle', { time: dateTime(created, lang) })} · {named(say, 'jobState_', state)}
          </a>
        </Notice>
      ))}
    </>
  );
}

function Overview() {
  const say = useSay();
  const rows = useStore(store, (state) => state.rows);
  const ticked = useStore(store, (state) => state.ticked);
  const scans = useStore(store, (state) => state.scans);
  const own = useMemo(() => rows.filter(({ type }) => type !== 'SHARED_IMAGE'), [rows]);
  const now = useStore(store, (state) => state.scannedAt) || Date.now();
  return (
    <section class="overview" aria-label={say('pictures')}>
      <div class="card">
        <h2>{say('quotaTitle')}</h2>
        <QuotaBars scans={scans} rows={own} goes={({ key }) => ticked.has(key)} />
      </div>
      <div class="card">
        <h2>{say('ageTitle')}</h2>
        <AgePicture rows={own} now={now} />
      </div>
      <div class="card">
        <h2>{say('storageTitle')}</h2>
        <StoragePicture rows={own} />
        <Legend />
      </div>
    </section>
  );
}

function TickBar({ onPlan }: { onPlan: () => void }) {
  const say = useSay();
  const rows = useStore(store, (state) => state.rows);
  const ticked = useStore(store, (state) => state.ticked);
  const session = useStore(store, (state) => state.session);
  const chosen = rows.filter(({ key }) => ticked.has(key));
  if (ticked.size === 0) {
    return (
      <div class="action-bar">
        <span class="quiet">{say('tableHelp')}</span>
      </div>
    );
  }
  return (
    <div class="action-bar">
      <strong class="number" data-test="ticked">
        {say('ticked', { n: ticked.size, gb: sizeOf(chosen) })}
      </strong>
      <button type="button" class="button" onClick={() => store.set({ ticked: new Set() })}>
        {say('clearTicks')}
      </button>
      {session?.role === 'operator' && (
        <button type="button" class="button button-main" onClick={onPlan}>
          {say('makePlan')}
        </button>
      )}
    </div>
  );
}

function useShown() {
  const rows = useStore(store, (state) => state.rows);
  const table = useStore(store, (state) => state.table);
  const ticked = useStore(store, (state) => state.ticked);
  const ordered = useMemo(() => sorted(rows, table.sort), [rows, table.sort]);
  const marks = table.use === 'ticked' ? ticked : null;
  return useMemo(() => filtered(ordered, table, ticked, Date.now()), [ordered, table, marks]);
}

export function ImagesView() {
  const say = useSay();
  const lang = useLang();
  const rows = useStore(store, (state) => state.rows);
  const regions = useStore(store, (state) => state.regions);
  const ticked = useStore(store, (state) => state.ticked);
  const table = useStore(store, (state) => state.table);
  const status = useStore(store, (state) => state.scanStatus);
  const problem = useStore(store, (state) => state.scanProblem);
  const session = useStore(store, (state) => state.session);
  const shown = useShown();
  const [opened, setOpened] = useState<string | null>(null);
  const [planning, setPlanning] = useState(false);
  const open = rows.find(({ key }) => key === opened);
  const why = useMemo(
    () => (row: Row) =>
      say('cannotTick', { why: row.verdict === null ? say('notJudged') : reasonsText(row.reasons, lang) }),
    [say, lang],
  );
  const onTick = useCallback(
    (keys: string[], on: boolean) => {
      tick(keys, on);
      const { ticked: now, rows: all } = store.get();
      announce(say('ticked', { n: now.size, gb: sizeOf(all.filter(({ key }) => now.has(key))) }));
    },
    [say],
  );
  const onOpen = useCallback(({ key }: Row) => setOpened(key), []);
  return (
    <div class="view view-images">
      <h1 class="unseen">{say('images')}</h1>
      <RegionBar />
      <Running />
      {session?.role === 'viewer' && <Notice>{say('viewerOnly')}</Notice>}
      {session?.role === 'operator' && !session.apply && <Notice tone="warn">{say('planOnly')}</Notice>}
      <ProblemNotice problem={problem} again={scan} />
      {regions.length === 0 ? <p class="alone">{say('noRegion')}</p> : <Overview />}
      {regions.length > 0 && (
        <section class="card table-card" aria-label={say('images')}>
          <Filters shown={shown.length} />
          <Grid
            label={say('tableLabel', { regions: regions.join(', ') })}
            rows={shown}
            columns={table.columns}
            ticked={ticked}
            able={canGo}
            why={why}
            sort={table.sort}
            manyRegions={regions.length > 1}
            onSort={(sort) => store.set({ table: { ...table, sort } })}
            onTick={onTick}
            onOpen={onOpen}
          />
          {shown.length === 0 && status === 'done' && (
            <p class="alone">{say(rows.length === 0 ? 'noImagesAtAll' : 'noImages')}</p>
          )}
          <TickBar onPlan={() => setPlanning(true)} />
        </section>
      )}
      {open && <ImageDetails row={open} onClose={() => setOpened(null)} />}
      {planning && <PlanOptions request={selectionOfTicked(ticked)} rules={false} onClose={() => setPlanning(false)} />}
    </div>
  );
}
