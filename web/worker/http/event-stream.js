// A job's events as server-sent events. Each has its number as `id`, so a page that comes back with Last-Event-ID misses
// none and sees none twice.

import { Problem } from './problem.js';

const LONGEST_MS = 55_000;
const WAIT_MS = 10_000;
/** Of one person. A browser opens six to a host. */
const MOST_STREAMS = 16;

/**
 * @typedef {{ events: { n: number, text: string }[], state: string, over: boolean, ask?: boolean }} Batch
 * @typedef {(after: number, waitMs: number) => Promise<Batch>} Read
 */

/** @param {Batch} batch */
const written = ({ events }) => events.map(({ n, text }) => `id: ${n}\ndata: ${text}\n\n`).join('');

/**
 * How many streams each person has open. One of which nobody hears that its client went away is forgotten when its time
 * is over.
 */
export class Streams {
  /** The instants at which they end by themselves. @type {Map<string, Set<{ untilMs: number }>>} */
  #open = new Map();

  /** Refuses one too many. @param {string} name @param {number} now @returns {() => void} to be called when it ends */
  open(name, now) {
    const own = this.#open.get(name) ?? new Set();
    for (const stream of own) if (stream.untilMs <= now) own.delete(stream);
    if (own.size >= MOST_STREAMS) {
      throw new Problem(429, 'busy', `${name} listens to ${own.size} streams already`, 'close some, then come back');
    }
    const stream = { untilMs: now + LONGEST_MS + 2 * WAIT_MS };
    this.#open.set(name, own.add(stream));
    return () => void own.delete(stream);
  }
}

/**
 * Ends after a while; EventSource comes back by itself. When the job is over, an event `end` says how, and who comes back
 * after that is told by status 204 to stop. An `end` with the state of a job that goes on means: ask for the job first.
 * @param {Batch} first
 * @param {number} after
 * @param {Read} read
 * @param {() => void} ended
 */
export function eventStream(first, after, read, ended) {
  if (first.over && first.events.length === 0 && after > 0) {
    ended();
    return new Response(null, { status: 204 });
  }
  const encoder = new TextEncoder();
  const endMs = Date.now() + LONGEST_MS;
  let last = after;
  /** @type {Batch | null} */
  let batch = first;
  const close = (/** @type {ReadableStreamDefaultController} */ controller) => {
    ended();
    controller.close();
  };
  const body = new ReadableStream({
    async pull(controller) {
      batch ??= await read(last, WAIT_MS).catch(() => null);
      if (!batch) return close(controller);
      last = batch.events.at(-1)?.n ?? last;
      const ends = batch.over || batch.ask;
      const end = ends ? `event: end\ndata: ${JSON.stringify({ state: batch.state })}\n\n` : '';
      controller.enqueue(encoder.encode((written(batch) || ': nothing new\n\n') + end));
      if (ends || Date.now() > endMs) close(controller);
      batch = null;
    },
    cancel: ended,
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
  });
}
