/** @typedef {(ms: number, signal?: AbortSignal) => Promise<void>} Sleep */

/** Past it, setTimeout takes one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @param {number} ms  at most 24 days are waited @param {() => void} call @returns {() => void} what stops it */
export function timer(ms, call) {
  const id = setTimeout(call, Math.min(ms, LONGEST_TIMER_MS));
  return () => clearTimeout(id);
}

/** Ends early, without an error, when the signal says so. @type {Sleep} */
export const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const done = () => {
      stop();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const stop = timer(ms, done);
    signal?.addEventListener('abort', done);
  });

/**
 * The two clocks of a client. `now` gives the wall clock; with a `sleep` of the caller's own, waits are counted on the
 * same clock, so that a test can run in virtual time.
 * @param {(() => number) | undefined} now  milliseconds since 1970
 * @param {Sleep | undefined} ownSleep
 * @returns {() => import('./engine/step.js').Time}
 */
export function clock(now, ownSleep) {
  const wall = now ?? Date.now;
  const monotonic = now && ownSleep ? now : () => performance.now();
  return () => ({ monotonicMs: Math.floor(monotonic()), wallMs: Math.floor(wall()) });
}
