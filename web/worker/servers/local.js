// The worker in one process: rows in memory, and requests carry jobs on. node.js, deno.js and bun.js stand on it.
import { createApp } from '../app.js';
import { auditor } from '../audit.js';
import { command, Desk } from '../desk/desk.js';
import { refusal, secured } from '../http/headers.js';
import { Problem } from '../http/problem.js';
import { checkHost } from '../http/request.js';
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
    fetch: hostChecked(createApp({ bindings, assets, log, desk })),
    /**
     * Runs the policy to its end; for a timer of the system's. Resolves with what went wrong, in words, or null. A policy
     * that applies is not begun: this process would forget the send log, the day's count and who has said yes.
     */
    async scheduled() {
      const settings = readSettings(bindings);
      if (settings.policy?.mode === 'apply' && settings.allowApply) return NOT_HERE;
      return policyRun(deskOf(settings));
    },
  };
}

/** Before anything looks at the URL, which the servers make of that header. @param {(request: Request) => Promise<Response>} app @returns {(request: Request) => Promise<Response>} */
const hostChecked = (app) => async (request) => {
  try {
    checkHost(request.headers.get('host'));
  } catch (error) {
    return secured(refusal(/** @type {Problem} */ (error)));
  }
  return app(request);
};

const NOT_HERE =
  'a policy of mode "apply" runs on Cloudflare only, where the send log is on disk before anything is deleted; here, ' +
  'set its mode to "report" and apply the plan with the command (cvm-images plan, cvm-images apply), which keeps a journal';

/** @param {Desk} desk @returns {Promise<string | null>} what went wrong */
async function policyRun(desk) {
  const started = await desk.runPolicy(new Date().toISOString());
  if (!started) return 'POLICY is not set: nothing was run';
  while ((await desk.round(10_000, 1000)) !== null);
  const { state, error, report } = desk.outcome(started.id);
  if (state !== 'done') return `the policy's plan ${state}: ${error?.message ?? ''}`;
  return report === 'failed' ? 'nobody took the report' : null;
}

/**
 * For `--run-policy`: the exit status says whether all went well.
 * @param {ReturnType<typeof localWorker>} worker @returns {Promise<number>}
 */
export async function runPolicy(worker) {
  const fault = await worker.scheduled();
  if (fault !== null) console.error(fault);
  return fault === null ? 0 : 1;
}
