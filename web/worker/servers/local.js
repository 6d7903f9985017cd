// The worker in one process: rows in memory, and requests carry jobs on. node.js, deno.js and bun.js stand on it.
import { createApp } from '../app.js';
import { auditor } from '../audit.js';
import { command, Desk } from '../desk/desk.js';
import { Problem } from '../http/problem.js';
import { readSettings, scrubber } from '../settings.js';
import { memoryStore } from '../store/memory.js';

/**
 * @param {object} options
 * @param {import('../settings.js').Bindings} options.bindings
 * @param {import('../http/assets.js').Assets} [options.assets]
 * @param {(line: string) => void} [options.log]
 */
export function localWorker({ bindings, assets, log = (line) => console.log(line) }) {
  /** @type {Desk | null} */
  let made = null;
  const deskOf = (/** @type {import('../settings.js').Settings} */ settings) =>
    (made ??= new Desk({
      settings,
      store: memoryStore(),
      audit: auditor(scrubber(settings), log),
      schedule: () => {},
      durable: false,
    }));
  const desk =
    (/** @type {import('../settings.js').Settings} */ settings) =>
    async (/** @type {string} */ name, /** @type {any[]} */ given) => {
      const { value, problem } = await command(deskOf(settings), name, given);
      if (problem) throw Problem.fromPlain(problem);
      return value;
    };
  return {
    fetch: createApp({ bindings, assets, log, desk }),
    /** Runs the policy to its end; for a timer of the system's. */
    async scheduled() {
      const own = deskOf(readSettings(bindings));
      await own.runPolicy(`${new Date().toISOString()}`);
      while ((await own.round(10_000, 1000)) !== null);
    },
  };
}
