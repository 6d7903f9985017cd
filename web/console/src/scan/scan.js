// The page's side of the scanner.
import { signedOut } from '../api/session.js';
import { NO_PREVIEW, store } from '../store/state.js';
import { canGo } from './rows.js';

/** @typedef {import('../store/state.js').Row} Row */
/** @typedef {import('../store/state.js').State} State */

const MOST_REQUESTS = 300;
const SHOWN_EVERY_MS = 200;

/** @type {Worker | null} */
let worker = null;
let scanRun = 0;
let previewRun = 0;
/** @type {(() => void) | null} */
let again = null;

function scanner() {
  if (worker) return worker;
  worker = new Worker(new URL('./scanner.worker.js', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }) => TAKE[data.kind]?.(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const problem = { code: 'internal', message: event.message || 'scanner', remedy: '' };
    store.set({ scanStatus: 'failed', scanProblem: problem });
  });
  return worker;
}

/** Reads all chosen regions anew. */
export function scan() {
  const { regions, session } = store.get();
  scanRun += 1;
  waiting = [];
  /** @type {State['scans']} */
  const scans = Object.fromEntries(
    regions.map((region) => [
      region,
      { status: 'reading', read: 0, total: null, used: null, quota: null, error: null, notChecked: [] },
    ]),
  );
  store.set({
    rows: [],
    scans,
    scanStatus: regions.length > 0 ? 'reading' : 'idle',
    scanProblem: null,
    preview: NO_PREVIEW,
  });
  if (regions.length > 0) scanner().postMessage({ kind: 'scan', run: scanRun, regions, csrf: session?.csrf ?? null });
}

/** What the rules would do, computed from what was read; the latest question counts. @param {any} selection @param {any} guards */
export function preview(selection, guards) {
  const { regions, preview: known, scanStatus } = store.get();
  if (scanStatus !== 'done') return;
  previewRun += 1;
  store.set({ preview: { ...known, status: 'working', problem: null } });
  const order = { kind: 'preview', run: previewRun, regions, selection, guards };
  again = () => scanner().postMessage(order);
  again();
}

export function noPreview() {
  previewRun += 1;
  again = null;
  store.set({ preview: NO_PREVIEW });
}

/** @param {string} region @param {Partial<import('../store/state.js').RegionScan>} change */
function changeScan(region, change) {
  store.set(({ scans }) => (scans[region] ? { scans: { ...scans, [region]: { ...scans[region], ...change } } } : {}));
}

/** Rows that came and are not shown yet: a redraw for each page of a hundred would cost more than reading it. @type {Row[]} */
let waiting = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Row[]} fresh */
function showSoon(fresh) {
  waiting.push(...fresh);
  timer ??= setTimeout(showNow, SHOWN_EVERY_MS);
}

/** Those with the same keys take the places of those before. */
function showNow() {
  clearTimeout(timer);
  timer = undefined;
  if (waiting.length === 0) return;
  const byKey = new Map(store.get().rows.map((row) => [row.key, row]));
  for (const row of waiting) byKey.set(row.key, row);
  const names = new Map(store.get().names);
  for (const { key, name } of waiting) names.set(key, name);
  waiting = [];
  store.set({ rows: [...byKey.values()], names });
}

/** Boxes whose images cannot go after all are not ticked any more. @param {Row[]} rows @param {Set<string>} ticked */
function stillTicked(rows, ticked) {
  const able = new Set(rows.filter(canGo).map(({ key }) => key));
  const still = new Set([...ticked].filter((key) => able.has(key)));
  return still.size === ticked.size ? ticked : still;
}

/** @type {Record<string, (data: any) => void>} */
const TAKE = {
  rows({ run, region, rows, total }) {
    if (run !== scanRun) return;
    showSoon(rows);
    const known = store.get().scans[region];
    if (total !== null && known) changeScan(region, { total, read: known.read + rows.length });
  },
  quota({ run, region, quota }) {
    if (run === scanRun) changeScan(region, { quota });
  },
  account: ({ account }) => store.set({ account }),
  judged({ run, rows }) {
    if (run === scanRun) showSoon(rows);
  },
  scanned({ run, regions, account }) {
    if (run !== scanRun) return;
    showNow();
    for (const { region, status, used, quota, error, not_checked } of regions) {
      const end = status === 'scanned' ? 'done' : 'failed';
      changeScan(region, { status: end, used, quota, error, notChecked: not_checked });
    }
    store.set(({ rows, ticked }) => ({
      scanStatus: 'done',
      scannedAt: Date.now(),
      account: account.id,
      ticked: stillTicked(rows, ticked),
    }));
  },
  sharing({ run, found }) {
    if (run !== scanRun) return;
    showNow();
    const accounts = new Map(found);
    const told = (/** @type {Row} */ row) =>
      accounts.has(row.key) ? { ...row, sharedWith: accounts.get(row.key) } : row;
    store.set(({ rows }) => ({ rows: rows.map(told) }));
  },
  'sharing-read'({ run }) {
    if (run !== scanRun) return;
    showNow();
    store.set(({ rows, ticked }) => ({ ticked: stillTicked(rows, ticked) }));
    if (store.get().preview.status === 'done') again?.();
  },
  previewed({ run, verdicts, summary, refusedBy }) {
    if (run !== previewRun) return;
    store.set({ preview: { status: 'done', verdicts: new Map(verdicts), summary, refusedBy, problem: null } });
  },
  'preview-failed'({ run, problem }) {
    if (run !== previewRun) return;
    store.set({ preview: { ...NO_PREVIEW, status: 'failed', problem } });
  },
  failed({ run, problem }) {
    if (run === scanRun) store.set({ scanStatus: 'failed', scanProblem: problem });
  },
  request({ request }) {
    store.set(({ requests }) => ({ requests: [...requests, request].slice(-MOST_REQUESTS) }));
  },
  answer({ n, ...end }) {
    store.set(({ requests }) => ({ requests: requests.map((one) => (one.n === n ? { ...one, ...end } : one)) }));
  },
  'signed-out': () => signedOut(),
};
