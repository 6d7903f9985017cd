/**
 * Time that goes on to the next sleeper when everybody sleeps and nothing is under way.
 * @param {number} [ms]
 */
export function virtualTime(ms = 1_700_000_000_000) {
  /** @type {{ at: number, wake: () => void }[]} */
  const sleepers = [];
  const time = { ms, now: () => time.ms, sleep, meanwhile };
  let underWay = 0;
  let waking = false;

  /** @param {number} forMs @param {AbortSignal} [signal] @returns {Promise<void>} */
  function sleep(forMs, signal) {
    return new Promise((resolve) => {
      const sleeper = { at: time.ms + forMs, wake: () => resolve() };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        if (sleepers.includes(sleeper)) sleepers.splice(sleepers.indexOf(sleeper), 1);
        resolve();
      });
      wakeSoon();
    });
  }

  /** Time stands still until `work` has ended. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async function meanwhile(work) {
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  }

  function wakeSoon() {
    if (!waking) setImmediate(wake);
    waking = true;
  }

  function wake() {
    waking = false;
    if (underWay === 0) {
      sleepers.sort((a, b) => a.at - b.at);
      const next = sleepers.shift();
      if (next) time.ms = Math.max(time.ms, next.at);
      next?.wake();
    }
    if (sleepers.length > 0) wakeSoon();
  }
  return time;
}
