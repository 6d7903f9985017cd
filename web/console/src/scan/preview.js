// What the core would plan, from the answers that are there. It decides everything: which images there are, what speaks
// for and against each, what a rule lets go.
import { drive, Planner } from 'cvm-images/engine';

/**
 * @typedef {import('./answers.js').Answers} Answers
 * @typedef {import('../store/state.js').Plan} Plan
 */

/** The worker keeps the service's rates; in here they would only be counted a second time. */
const UNHURRIED = Object.fromEntries(
  [
    ...['DescribeImages', 'DescribeImageQuota', 'DescribeImageSharePermission', 'DescribeImageFromFamily'],
    ...['DescribeInstances', 'DescribeLaunchTemplates', 'DescribeLaunchTemplateVersions'],
    ...['DescribeLaunchConfigurations', 'GetCallerIdentity'],
  ].map((action) => [action, 100_000]),
);

/** Waits as short as this are for the rates, which nobody counts in here: a browser would make four times as much of them. */
const SKIPPED_MS = 4;

/** A clock that is put forward instead of waiting for the shortest waits, and never goes back. */
class Clock {
  #ahead = 0;
  #latest = 0;

  now = () => {
    this.#latest = Math.max(this.#latest, Math.floor(performance.now()) + this.#ahead);
    return { monotonicMs: this.#latest, wallMs: Date.now() };
  };

  /** @param {number} ms @param {AbortSignal} [signal] @returns {Promise<void>} */
  sleep = (ms, signal) => {
    if (ms <= SKIPPED_MS) {
      this.#ahead += ms;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()));
    });
  };
}

/**
 * @param {Answers} answers
 * @param {{ regions: string[], selection: import('../store/state.js').Selection, guards?: import('../store/state.js').Guards }} request
 * @param {{ calls: boolean, signal?: AbortSignal }} how  `calls` false: nothing is asked, whatever is missing
 * @returns {Promise<Plan>}
 */
export async function planFrom(answers, request, { calls, signal }) {
  const guards = { ...request.guards, server_dry_run: false };
  const options = { rates: UNHURRIED, seed: 1, account: 'page', requestTimeoutMs: 60_000, maxInFlight: 32 };
  const { now, sleep } = new Clock();
  const planner = await Planner.create({ ...request, guards }, options, now());
  try {
    await drive(planner, {
      sign: async ({ action, region, request: unsigned }) =>
        /** @type {any} */ ({ ...unsigned, read: { action, region, body: unsigned.body } }),
      transport: answers.transport({ calls }),
      now,
      sleep,
      signal,
    });
    return planner.plan();
  } finally {
    const { limiter } = planner;
    planner.dispose();
    limiter.dispose();
  }
}
