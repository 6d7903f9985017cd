/**
 * The state machines for those who have an event loop of their own: `poll` gives a step, `handle` takes what came of it.
 * No I/O and no clock inside.
 * @module
 */
import { loadEngine } from './core/engine-module.js';
import { Scheduler as CoreScheduler } from './engine/scheduler.js';
import { Applier as CoreApplier } from './engine/applier.js';
import { RateLimiter as CoreRateLimiter } from './engine/limiter.js';
import { Planner as CorePlanner } from './engine/planner.js';
import { once } from './once.js';
import { source } from './platform/engine-source.js';

const load = once(() => loadEngine(source()));

export class Scheduler extends CoreScheduler {
  static load = load;

  /** A limiter that several schedulers of this entry may share. @param {{ monotonicMs: number }} now */
  static async createLimiter(now) {
    return new CoreRateLimiter(await load(), now?.monotonicMs);
  }
}

export class Planner extends CorePlanner {
  static load = load;
}

export class Applier extends CoreApplier {
  static load = load;
}

export { drive } from './engine/drive.js';
export { CvmError } from './errors.js';
