import { ControlError } from './control-error.js';
import { ensureRegion } from './state.js';

/** @typedef {import('./simulator.js').Simulator} Simulator */

const isCount = (/** @type {unknown} */ value) => Number.isInteger(value) && /** @type {number} */ (value) >= 0;

/** @param {unknown} value */
function isCounts(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isCount);
}

/** @type {Record<string, (value: any) => boolean>} */
const CHECKS = {
  visible_after_delete_ms: isCount,
  max_ids: isCount,
  partial: (value) => [true, false, 'stop'].includes(value),
  latency_ms: isCount,
  dry_run_answer: (value) => ['success', 'DryRunOperation'].includes(value),
  delete_again: (value) => ['NotFound', 'TaskRunning'].includes(value),
  bound_snapshots: (value) => ['all', 'system-only'].includes(value),
  rates: isCounts,
  quota: isCounts,
};

/**
 * Merges settings. `rates` are merged action by action; `quota` is a number for each region and belongs to the regions.
 * @param {Simulator} simulator
 * @param {any} body
 */
export function changeSettings(simulator, body) {
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(CHECKS, name) || !CHECKS[name]?.(value)) throw new ControlError(400, `wrong setting ${name}`);
  }
  const { quota = {}, rates = {}, ...plain } = body;
  const { state } = simulator;
  Object.assign(state.settings, plain);
  Object.assign(state.settings.rates, rates);
  for (const [region, count] of Object.entries(quota))
    ensureRegion(state, region).quota = /** @type {number} */ (count);
  simulator.changed();
  return state.settings;
}
