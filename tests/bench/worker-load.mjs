// Two hundred clients at once against the worker in workerd: each starts plans, sends every start twice, asks after its
// jobs, reads. No job may be lost or doubled. Prints how long answers took.
//   node tests/bench/worker-load.mjs [CLIENTS] [SECONDS] [PAUSE_MS between two requests of a client]
import { randomUUID } from 'node:crypto';

import { startSimulator } from '../web/support/simulator.js';
import { bindings, TOKENS } from '../web/worker/support/bindings.js';
import { apiOf, heard } from '../web/worker/support/client.js';
import { RUNTIMES } from '../web/worker/support/servers.js';

const CLIENTS = Number(process.argv[2] ?? 200);
const SECONDS = Number(process.argv[3] ?? 30);
const PAUSE_MS = Number(process.argv[4] ?? 0);

const simulator = await startSimulator();
const worker = await RUNTIMES.workerd(bindings(simulator.url));
const api = apiOf(() => worker.url, { authorization: `Bearer ${TOKENS.ann}` });

/** @type {Record<string, number[]>} */
const times = {};
/** @type {Map<string, Set<string>>} Idempotency-Key → ids that came of it */
const started = new Map();
/** @type {Record<string, number>} */
const statuses = {};

/** @param {string} name @param {Parameters<typeof api>} request */
async function timed(name, ...request) {
  const begun = performance.now();
  const answer = await api(...request);
  (times[name] ??= []).push(performance.now() - begun);
  heard.length = 0;
  const kind = `${name} ${answer.status}`;
  statuses[kind] = (statuses[kind] ?? 0) + 1;
  if (PAUSE_MS > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
  return answer;
}

/** @param {number} number @param {number} end */
async function client(number, end) {
  const ids = [`img-web00${['105', '112', '119', '126'][number % 4]}`];
  while (Date.now() < end) {
    const key = randomUUID();
    const start = () =>
      timed(
        'start',
        'POST',
        '/api/plans',
        { regions: ['ap-guangzhou'], selection: { ids } },
        { 'idempotency-key': key },
      );
    const answers = await Promise.all([start(), start()]);
    const accepted = answers.filter(({ status }) => status === 202).map(({ body }) => body.id);
    if (accepted.length > 0) started.set(key, new Set(accepted));
    for (let i = 0; i < 10 && Date.now() < end; ++i) {
      await timed('who am I', 'GET', '/api/session');
      if (accepted[0]) await timed('job', 'GET', `/api/jobs/${accepted[0]}`);
    }
  }
}

try {
  const begun = Date.now();
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number, begun + SECONDS * 1000)));
  const seconds = (Date.now() - begun) / 1000;
  const ids = [...started.values()].flatMap((set) => [...set]);
  const doubled = [...started.values()].filter((set) => set.size > 1).length + ids.length - new Set(ids).size;
  let lost = 0;
  /** @type {Record<string, number>} */
  const states = {};
  for (const id of ids) {
    const { status, body } = await api('GET', `/api/jobs/${id}`);
    if (status !== 200) lost += 1;
    else states[body.state] = (states[body.state] ?? 0) + 1;
  }
  console.log(
    `${CLIENTS} clients, ${seconds.toFixed(1)} s: ${ids.length} jobs, ${lost} lost, ${doubled} doubled`,
    states,
  );
  console.log(statuses);
  const all = Object.entries({ ...times, all: Object.values(times).flat() });
  for (const [name, values] of all) {
    values.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) =>
      values[Math.min(Math.floor(values.length * part), values.length - 1)].toFixed(0);
    console.log(`${name}: ${values.length}, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`);
  }
  process.exitCode = lost + doubled > 0 ? 1 : 0;
} finally {
  await worker.kill();
  await simulator.stop();
}
