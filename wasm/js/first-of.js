/**
 * What `work` gives; undefined when the signal says so before, or when `ms` have passed by `sleep`. `work` goes on then,
 * and nobody hears of its end.
 * @template T
 * @param {Promise<T> | T} work
 * @param {{ signal?: AbortSignal, ms?: number, sleep?: import('./clock.js').Sleep }} limits
 * @returns {Promise<T | undefined>}
 */
export async function firstOf(work, { signal, ms = Infinity, sleep }) {
  const over = new AbortController(); // ends the sleep
  let stop = () => {};
  /** @type {(Promise<T | undefined> | T)[]} */
  const ends = [work];
  if (signal) {
    const aborted = new Promise((/** @type {(nothing: undefined) => void} */ resolve) => {
      stop = () => resolve(undefined);
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    ends.push(aborted);
  }
  if (sleep && ms !== Infinity) ends.push(sleep(ms, over.signal).then(() => undefined));
  try {
    return await Promise.race(ends);
  } finally {
    over.abort();
    signal?.removeEventListener('abort', stop);
  }
}
