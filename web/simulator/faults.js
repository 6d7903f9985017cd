/** @typedef {import('./types.js').Fault} Fault */

/** What each kind takes beside kind, action, region, times, skip and offset_ms. */
export const FAULT_KINDS = /** @type {const} */ ({
  throttle: [],
  error: ['code', 'message', 'effect'],
  status: ['status', 'body', 'content_type', 'effect'],
  'reset-before': ['rst', 'stream'],
  'reset-after': ['rst', 'stream'],
  'reset-reused': ['rst', 'stream'],
  'cut-body': ['missing', 'keep_bytes'],
  'not-json': ['effect'],
  html: ['effect'],
  'slow-body': ['delay_ms', 'chunk_bytes'],
  delay: ['delay_ms'],
  'huge-body': ['bytes', 'chunked', 'gzip'],
  'nested-json': ['depth'],
  'duplicate-header': [],
  'age-header': ['age_seconds'],
  'wrong-clock': [],
  partial: ['code', 'count'],
  'unknown-state': ['state', 'image'],
  'page-short': ['drop'],
  hang: ['effect'],
});

const COMMON = ['kind', 'action', 'region', 'times', 'skip', 'offset_ms'];

/**
 * @param {any} value
 * @returns {Fault}
 */
export function parseFault(value) {
  const kind = value?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(FAULT_KINDS, kind)) throw new TypeError(`unknown fault kind: ${kind}`);
  const known = [...COMMON, ...FAULT_KINDS[/** @type {keyof typeof FAULT_KINDS} */ (kind)]];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown) throw new TypeError(`fault ${kind} does not take ${unknown}`);
  if (value.effect !== undefined && !['none', 'before-error'].includes(value.effect))
    throw new TypeError('effect is none or before-error');
  return { times: 1, skip: 0, ...value };
}

/** Faults wait in line; a request meets the first that fits it, and only that one. */
export class FaultQueue {
  constructor() {
    /** @type {Fault[]} */
    this.waiting = [];
  }

  clear() {
    this.waiting = [];
  }

  /** @param {Fault[]} faults */
  add(faults) {
    this.waiting.push(...faults.filter((fault) => fault.times > 0));
  }

  /**
   * @param {{ action: string, region: string, reused: boolean }} request
   * @returns {Fault | undefined}
   */
  take(request) {
    for (const fault of this.waiting) {
      if (!fits(fault, request)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.times -= 1;
      if (fault.times <= 0) this.waiting = this.waiting.filter((other) => other !== fault);
      return fault;
    }
    return undefined;
  }
}

/**
 * @param {Fault} fault
 * @param {{ action: string, region: string, reused: boolean }} request
 */
function fits(fault, { action, region, reused }) {
  if (fault.action !== undefined && fault.action !== action) return false;
  if (fault.region !== undefined && fault.region !== region) return false;
  return fault.kind !== 'reset-reused' || reused;
}
