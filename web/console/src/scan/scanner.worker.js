// Reads regions through the edge worker and judges with the core, beside the page's thread, so that the page never
// stutters.
import { Answers } from './answers.js';
import { planFrom } from './preview.js';
import { foreignRow, keyOf, rowOfImage, rowOfPlan } from './rows.js';

/**
 * @typedef {{ kind: 'scan', run: number, regions: string[], csrf: string | null }} ScanOrder
 * @typedef {{ kind: 'preview', run: number, regions: string[], selection: any, guards: any }} PreviewOrder
 * @typedef {ScanOrder | PreviewOrder} Order
 */

const ROWS_AT_ONCE = 1000;
/** Sharing is one call for each image, at most so many in the background; the worker asks for the rest when it plans. */
const MOST_SHARING = 400;
const SHARING_AT_ONCE = 4;
const TOLD_AT_ONCE = 10;

/** @param {any} message */
const tell = (message) => self.postMessage(message);

let run = 0;
let csrf = /** @type {string | null} */ (null);
let stop = new AbortController();
let number = 0;
/** @type {Map<string, string[]>} */
const shared = new Map();

/** @param {import('./answers.js').Read} read */
async function ask({ action, region, body }) {
  const n = (number += 1);
  const begun = Date.now();
  tell({
    kind: 'request',
    request: {
      n,
      action,
      region,
      params: body,
      at: begun,
      ms: null,
      status: 0,
      requestId: '',
      problem: null,
      answer: '',
    },
  });
  const query = region ? `?region=${encodeURIComponent(region)}` : '';
  const headers = { 'content-type': 'application/json', ...(csrf ? { 'x-csrf-token': csrf } : {}) };
  let status = 0;
  let text = '';
  try {
    const answer = await fetch(`/api/call/${action}${query}`, {
      method: 'POST',
      headers,
      body,
      cache: 'no-store',
      signal: stop.signal,
    });
    status = answer.status;
    text = await answer.text();
  } finally {
    tell({ kind: 'answer', n, ms: Date.now() - begun, status, ...said(status, text) });
  }
  if (status === 401) {
    stop.abort();
    tell({ kind: 'signed-out' });
  }
  return { status, body: text };
}

/** What the inspector shows of an answer. @param {number} status @param {string} text */
function said(status, text) {
  const requestId = /"RequestId":"([^"]{1,80})"/.exec(text)?.[1] ?? '';
  const answer = text.slice(0, 4000);
  if (status === 200) return { requestId, answer, problem: null };
  try {
    const { error } = JSON.parse(text);
    return { requestId: error.request_id ?? '', answer, problem: { ...error, more: error } };
  } catch {
    return { requestId, answer, problem: { code: 'network', message: '', remedy: '' } };
  }
}

const answers = new Answers(ask, ({ action, region, body }, text) => {
  if (action === 'DescribeImageQuota')
    tell({ kind: 'quota', run, region, quota: JSON.parse(text).Response.ImageNumQuota ?? null });
  if (action === 'GetCallerIdentity') tell({ kind: 'account', account: JSON.parse(text).Response.AccountId ?? null });
  if (action !== 'DescribeImages' || !body.includes('PRIVATE_IMAGE')) return;
  const { ImageSet = [], TotalCount = null } = JSON.parse(text).Response;
  tell({
    kind: 'rows',
    run,
    region,
    total: TotalCount,
    rows: ImageSet.map((/** @type {any} */ image) => rowOfImage(region, image)),
  });
});

/** Images that others share with this account. @param {string} region */
async function readForeign(region) {
  for (let offset = 0; ; offset += 100) {
    const Filters = [{ Name: 'image-type', Values: ['SHARED_IMAGE'] }];
    const page = await answers.page(region, JSON.stringify({ Filters, Limit: 100, Offset: offset }));
    if (!page) return;
    tell({
      kind: 'rows',
      run,
      region,
      total: null,
      rows: page.ImageSet.map((/** @type {any} */ image) => foreignRow(region, image)),
    });
    if (offset + 100 >= page.TotalCount) return;
  }
}

/** @param {import('../store/state.js').Plan} plan @param {number} of */
function tellPlan(plan, of) {
  for (let at = 0; at < plan.images.length; at += ROWS_AT_ONCE) {
    const part = plan.images.slice(at, at + ROWS_AT_ONCE);
    const rows = part.map((image) => rowOfPlan(image, shared.get(keyOf(image.region, image.id)) ?? null));
    tell({ kind: 'judged', run: of, rows });
  }
}

/** @param {ScanOrder} order */
async function scan(order) {
  stop.abort();
  stop = new AbortController();
  ({ run, csrf } = order);
  answers.forget();
  shared.clear();
  const { signal } = stop;
  try {
    const foreign = Promise.all(order.regions.map(readForeign));
    const plan = await planFrom(answers, { regions: order.regions, selection: { all: true } }, { calls: true, signal });
    await foreign; // no row moves once boxes can be ticked
    tellPlan(plan, order.run);
    tell({ kind: 'scanned', run: order.run, regions: plan.regions, account: plan.account });
    await readSharing(plan, order.run, signal);
  } catch (error) {
    if (!signal.aborted) tell({ kind: 'failed', run: order.run, problem: problemOf(error) });
  }
}

/** In the background, for those that could go; what it finds is judged again in the end. @param {import('../store/state.js').Plan} plan @param {number} of @param {AbortSignal} signal */
async function readSharing(plan, of, signal) {
  const wanted = plan.images
    .filter(({ verdict, state }) => verdict === 'delete' && state === 'NORMAL')
    .slice(0, MOST_SHARING);
  let next = 0;
  let found = false;
  /** @type {[string, string[]][]} */
  const untold = [];
  const flush = () => tell({ kind: 'sharing', run: of, found: untold.splice(0) });
  const reader = async () => {
    while (next < wanted.length && !signal.aborted) {
      const { region, id } = wanted[next++];
      const accounts = await answers.sharing(region, id);
      if (!accounts || signal.aborted) continue;
      shared.set(keyOf(region, id), accounts);
      found ||= accounts.length > 0;
      untold.push([keyOf(region, id), accounts]);
      if (untold.length >= TOLD_AT_ONCE) flush();
    }
  };
  await Promise.all(Array.from({ length: SHARING_AT_ONCE }, reader));
  if (signal.aborted) return;
  flush();
  if (found)
    tellPlan(
      await planFrom(
        answers,
        { regions: plan.regions.map(({ region }) => region), selection: { all: true } },
        { calls: false, signal },
      ),
      of,
    );
  tell({ kind: 'sharing-read', run: of });
}

/** @param {PreviewOrder} order */
async function preview({ run: of, regions, selection, guards }) {
  try {
    const {
      images,
      summary,
      refused_by,
      regions: scanned,
    } = await planFrom(answers, { regions, selection, guards }, { calls: false });
    const verdicts = images.map(({ region, id, verdict, reasons }) => [keyOf(region, id), { verdict, reasons }]);
    tell({
      kind: 'previewed',
      run: of,
      verdicts,
      summary,
      refusedBy: refused_by,
      shortBy: scanned.map(({ region, short_by }) => [region, short_by]),
    });
  } catch (error) {
    tell({ kind: 'preview-failed', run: of, problem: problemOf(error) });
  }
}

/** @param {any} error */
const problemOf = (error) => ({
  code: error?.code ?? 'internal',
  message: String(error?.message ?? error),
  remedy: '',
  more: { where: error?.where, service_code: error?.serviceCode, request_id: error?.requestId },
});

self.addEventListener('message', ({ data }) => void (data.kind === 'scan' ? scan(data) : preview(data)));
