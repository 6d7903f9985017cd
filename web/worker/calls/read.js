import { drive } from 'cvm-images/engine';

import { Problem } from '../http/problem.js';
import { cut, READS } from './members.js';

const DEADLINE_MS = 20_000;
/** Bytes of what is left of an answer once it is cut. */
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
 * another action.
 * @param {import('../desk/engine-room.js').EngineRoom} room
 * @param {import('../desk/bounded.js').World} world
 * @param {{ action: string, region: string, params: object }} asked
 * @returns {Promise<{ answer?: { body: string }, error?: Error }>}
 */
export async function call(room, world, asked) {
  const scheduler = await room.scheduler();
  try {
    const now = room.now();
    scheduler.submit(now, asked, { deadlineMs: now.monotonicMs + DEADLINE_MS });
    const one = new OneCall(scheduler);
    await drive(one, world);
    return one.completed;
  } finally {
    scheduler.dispose();
  }
}

/** What a failed call answers: never more of the service's members than its code and words. @type {import('./members.js').Members} */
const FAILED = { Error: { Code: 1, Message: 1 }, RequestId: 1 };

/** The listed members of an answer's `Response`, up to the size that leaves the worker. @param {any} response @param {string} action */
export function cutAnswer(response, action) {
  const listed = cut(response, response?.Error ? FAILED : READS[action].members);
  if (new TextEncoder().encode(JSON.stringify(listed)).length > LARGEST_ANSWER) {
    throw new Problem(502, 'answer-too-large', 'the answer is too large', 'ask for less with Limit');
  }
  return listed;
}

/**
 * Resolves with the listed members of the answer's `Response`.
 * @param {import('../desk/engine-room.js').EngineRoom} room
 * @param {string} action
 * @param {string} region
 * @param {object} params
 */
export async function read(room, action, region, params) {
  const { answer, error } = await call(room, room.world(), { action, region, params });
  if (!answer) throw error;
  return cutAnswer(JSON.parse(answer.body).Response, action);
}
