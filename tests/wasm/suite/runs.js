// Plays the runs of tests/fixtures/runs (README.md there has the format) through the package's Planner and Applier; the C++
// player is tests/core/runs_test.cpp.

import { describeStep, difference, inputOf, linesOf, optionsOf } from './step-words.js';

/** What a step leaves out when it is so. @type {Record<string, unknown>} */
const USUAL = { method: 'POST', service: 'cvm', changes: false, image: '', region: '', timeout_ms: 30_000, detail: {} };

/** @param {any} step */
function shortened(step) {
  if (typeof step === 'string') return step;
  const [[kind, members]] = Object.entries(step);
  if (typeof members !== 'object' || Array.isArray(members)) return step;
  const told = Object.entries(members).filter(([key, value]) => JSON.stringify(USUAL[key]) !== JSON.stringify(value));
  return { [kind]: Object.fromEntries(told) };
}

/** Equal as a whole, whichever has more. @param {string} what @param {any} expected @param {any} actual */
function same(what, expected, actual) {
  const differs = difference(expected, actual) || difference(actual, expected);
  if (differs) throw new Error(`${what}: ${differs}; got ${JSON.stringify(actual)}`);
}

/** @param {any} request */
function howOf({ confirmation, batch, max_sends: maxSends, times = {}, journal = [] }) {
  return {
    ...confirmation,
    batch,
    maxSends,
    times: {
      settleMs: times.settle_ms,
      verifyMs: times.verify_ms,
      firstReadMs: times.first_read_ms,
      longestIntervalMs: times.longest_interval_ms,
    },
    snapshot: journal.map((/** @type {any} */ line) => `${JSON.stringify(line)}\n`).join(''),
  };
}

/** @param {{ Planner: any, Applier: any }} machines @param {any} run */
function makeMachine({ Planner, Applier }, { machine, options, request, wall_ms_at_0: wallMs }) {
  const start = { monotonicMs: 0, wallMs };
  if (machine === 'planner') return Planner.create(request, optionsOf(options), start);
  return Applier.create(request.plan, howOf(request), optionsOf(options), start);
}

/** @param {any} machine @param {any} entry @param {number} wallMsAt0 */
function play(machine, entry, wallMsAt0) {
  const now = { monotonicMs: entry.at, wallMs: wallMsAt0 + entry.at };
  if (entry.handle) {
    machine.handle(now, inputOf(entry.handle));
    return;
  }
  for (const step of entry.poll) same('step', step, shortened(describeStep(machine.poll(now))));
}

/** @param {{ Planner: any, Applier: any }} machines @param {any} run */
async function playRun(machines, run) {
  const machine = await makeMachine(machines, run);
  for (const [index, entry] of run.script.entries()) {
    try {
      play(machine, entry, run.wall_ms_at_0);
    } catch (/** @type {any} */ error) {
      throw new Error(`script[${index}]: ${error.message}`);
    }
  }
  if (run.document) same('document', run.document, run.machine === 'planner' ? machine.plan() : machine.receipt());
  if (run.snapshot) same('snapshot', run.snapshot, linesOf(machine.snapshot()));
  machine.dispose();
}

/**
 * @param {{ Planner: any, Applier: any }} machines
 * @param {Record<string, any>} runs
 * @returns {Promise<{ passed: number, failures: string[] }>}
 */
export async function playRuns(machines, runs) {
  /** @type {string[]} */
  const failures = [];
  for (const [name, run] of Object.entries(runs)) {
    await playRun(machines, run).catch((error) => failures.push(`run ${name}, ${error.message}`));
  }
  return { passed: Object.keys(runs).length - failures.length, failures };
}
