// A job's events as server-sent events. Each has its number as `id`, so a page that comes back with Last-Event-ID misses
// none and sees none twice.

const LONGEST_MS = 55_000;
const WAIT_MS = 10_000;

/**
 * @typedef {{ events: { n: number, text: string }[], state: string, over: boolean }} Batch
 * @typedef {(after: number, waitMs: number) => Promise<Batch>} Read
 */

/** @param {Batch} batch */
const written = ({ events }) => events.map(({ n, text }) => `id: ${n}\ndata: ${text}\n\n`).join('');

/**
 * Ends after a while; EventSource comes back by itself. When the job is over, an event `end` says how, and who comes back
 * after that is told by status 204 to stop.
 * @param {Batch} first
 * @param {number} after
 * @param {Read} read
 */
export function eventStream(first, after, read) {
  if (first.over && first.events.length === 0 && after > 0) return new Response(null, { status: 204 });
  const encoder = new TextEncoder();
  const endMs = Date.now() + LONGEST_MS;
  let last = after;
  /** @type {Batch | null} */
  let batch = first;
  const body = new ReadableStream({
    async pull(controller) {
      batch ??= await read(last, WAIT_MS).catch(() => null);
      if (!batch) return controller.close();
      last = batch.events.at(-1)?.n ?? last;
      const end = batch.over ? `event: end\ndata: ${JSON.stringify({ state: batch.state })}\n\n` : '';
      controller.enqueue(encoder.encode((written(batch) || ': nothing new\n\n') + end));
      if (batch.over || Date.now() > endMs) controller.close();
      batch = null;
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
  });
}
