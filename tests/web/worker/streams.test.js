// How many streams one person may have open.
import assert from 'node:assert/strict';
import test from 'node:test';

import { eventStream, Streams } from '../../../web/worker/http/event-stream.js';

test('sixteen each; one that ended makes room, and so does one of which nobody heard', () => {
  const streams = new Streams();
  const ends = Array.from({ length: 16 }, () => streams.open('ann', 0));
  assert.throws(() => streams.open('ann', 1), { code: 'busy', status: 429 });
  streams.open('bob', 1);
  ends[0]();
  streams.open('ann', 1);
  assert.throws(() => streams.open('ann', 70_000), { code: 'busy' });
  streams.open('ann', 80_000);
});

test('a stream is counted until it is over, is left, or has nothing to tell', async () => {
  let ended = 0;
  const over = { events: [{ n: 1, text: '{}' }], state: 'done', over: true };
  const run = (/** @type {any} */ first, after = 0) =>
    eventStream(
      first,
      after,
      async () => over,
      () => (ended += 1),
    );
  const text = await run({ events: [], state: 'running', over: false }).text();
  assert.deepEqual([text, ended], [': nothing new\n\nid: 1\ndata: {}\n\nevent: end\ndata: {"state":"done"}\n\n', 1]);
  assert.equal(run({ ...over, events: [] }, 1).status, 204);
  assert.equal(ended, 2);
  await run({ events: [], state: 'running', over: false }).body?.cancel();
  assert.equal(ended, 3);
  const asked = await run({ events: [], state: 'running', over: false, ask: true }).text();
  assert.deepEqual([asked, ended], [': nothing new\n\nevent: end\ndata: {"state":"running"}\n\n', 4]);
});
