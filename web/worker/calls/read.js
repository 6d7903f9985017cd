import { drive } from 'cvm-images/engine';

import { Problem } from '../http/problem.js';
import { cut, READS } from './members.js';

const DEADLINE_MS = 20_000;
const LARGEST_ANSWER = 1024 * 1024;

/** One call of a Scheduler as a machine that ends. */
class OneCall {
  /** @type {import('cvm-images/engine').Scheduler} */
  #scheduler;
  /** @type {any} */
  completed = null;

  /** @param {import('cvm-images/engine').Scheduler} scheduler */
  constructor(scheduler) {
    this.#scheduler = scheduler;
  }

  /** @param {any} now @returns {any} */
  poll(now) {
    const step = this.#scheduler.poll(now);
    if (step.type !== 'completed') return step;
    this.completed = step;
    return { type: 'finished' };
  }

  /** @param {any} now @param {any} input */
  handle(now, input) {
    this.#scheduler.handle(now, input);
  }
}

/**
 * Makes the call; the core builds it from its table of actions, so that parameters can never become a host, a header or
 * another action. Resolves with the listed members of the answer's `Response`.
 * @param {import('../desk/engine-room.js').EngineRoom} room
 * @param {string} action
 * @param {string} region
 * @param {object} params
 */
export async function read(room, action, region, params) {
  const scheduler = await room.scheduler();
  try {
    const now = room.now();
    scheduler.submit(now, { action, region, params }, { deadlineMs: now.monotonicMs + DEADLINE_MS });
    const call = new OneCall(scheduler);
    await drive(call, room.world());
    const { answer, error } = call.completed;
    if (!answer) throw error;
    const response = cut(JSON.parse(answer.body).Response, READS[action].members);
    if (JSON.stringify(response).length > LARGEST_ANSWER) {
      throw new Problem(502, 'answer-too-large', 'the answer is too large', 'ask for less with Limit');
    }
    return response;
  } finally {
    scheduler.dispose();
  }
}
