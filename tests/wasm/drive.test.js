// The loop between a machine and the world: what it does when a part of the world breaks its word.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { CvmError } from 'cvm-images';
import { drive, Scheduler } from 'cvm-images/engine';

const NOW = { monotonicMs: 1000, wallMs: 1_700_000_000_000 };

/** @param {number} id @param {boolean} [changes] @returns {any} */
const send = (id, changes = true) => ({
  type: 'send',
  id,
  action: 'DeleteImages',
  service: 'cvm',
  region: 'ap-guangzhou',
  changes,
  timestamp: 1_700_000_000,
  timeoutMs: 1000,
  request: { method: 'POST', url: 'https://cvm.tencentcloudapi.com/', headers: {}, body: '{}' },
});
const WAIT = { type: 'wait', untilMs: Infinity };
const FINISHED = { type: 'finished' };
/** @param {string} kind @returns {any} */
const event = (kind) => ({ type: 'event', event: { kind, region: '', image: '', detail: {} } });

/**
 * Makes the steps that it was given, one a poll; at WAIT it stays until all that was sent has ended. Writes down, as words,
 * what it is told.
 * @param {any[]} steps
 * @param {(input: any) => void} [objection]
 */
function script(steps, objection = () => {}) {
  /** @type {string[]} */
  const log = [];
  let open = 0;
  const next = () => {
    while (steps[0] === WAIT && open === 0) steps.shift();
    if (steps[0] !== WAIT) return steps.shift() ?? WAIT;
    return WAIT;
  };
  return {
    log,
    poll() {
      const step = next();
      if (step.type === 'send') open += 1;
      return step;
    },
    /** @param {any} _ @param {any} input */
    handle(_, input) {
      log.push([input.type, input.id, input.fault].filter((part) => part !== undefined).join(' '));
      objection(input);
      if (input.id !== undefined) open -= 1;
    },
  };
}

const ANSWER = { type: /** @type {const} */ ('answered'), status: 200, headers: [], body: new Uint8Array() };

/** @param {object} [more] @returns {any} */
const world = (more) => ({
  sign: async (/** @type {any} */ step) => step.request,
  transport: async () => ANSWER,
  now: () => NOW,
  sleep: () => turn(),
  ...more,
});

test('a Scheduler is no machine: drive refuses it before anything happens', async () => {
  const scheduler = await Scheduler.create({ account: 'mine' }, { ...NOW, monotonicMs: 0 });
  const number = scheduler.submit({ ...NOW, monotonicMs: 0 }, { action: 'DescribeImageQuota', region: 'ap-guangzhou' });
  let sent = 0;
  const transport = async () => ((sent += 1), ANSWER);
  await assert.rejects(drive(/** @type {any} */ (scheduler), world({ transport })), { code: 'misuse', where: 'drive' });
  assert.equal(sent, 0);
  assert.equal(scheduler.pending, 1);
  assert.equal(number, 1);
  scheduler.dispose();
});

test('a step that drive does not know is misuse; a change under way is neither aborted nor forgotten', async () => {
  const machine = script([send(1), { type: 'completed' }]);
  /** @type {any[]} */
  const signals = [];
  const transport = async (/** @type {any} */ _, /** @type {any} */ { signal }) => {
    signals.push(signal);
    await turn();
    await turn();
    return ANSWER;
  };
  await assert.rejects(drive(machine, world({ transport })), { code: 'misuse', where: 'drive' });
  assert.deepEqual(machine.log, ['answered 1']);
  assert.ok(!signals[0]?.aborted);
});

test(
  'each read has a signal of its own, which the end of the run aborts; a change has none',
  { timeout: 5000 },
  async () => {
    const machine = script([
      send(1, false),
      send(2, false),
      send(3),
      { type: 'failed', error: new CvmError('refused', 'no') },
    ]);
    /** @type {any[]} */
    const signals = [];
    const transport = async (/** @type {any} */ _, /** @type {any} */ { signal }) => {
      signals.push(signal);
      if (signal) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return ANSWER;
    };
    await assert.rejects(drive(machine, world({ transport })), { code: 'refused' });
    assert.equal(new Set(signals).size, 3, 'Node warns of a signal that many listen to');
    assert.equal(signals[2], undefined);
  },
);

test('a line that could not be kept is the last that is written', async () => {
  const machine = script([{ type: 'persist', bytes: 'a' }, { type: 'persist', bytes: 'b' }, FINISHED]);
  /** @type {string[]} */
  const written = [];
  const persist = async (/** @type {string} */ bytes) => {
    written.push(bytes);
    throw new Error('disk full');
  };
  await assert.rejects(drive(machine, world({ persist })), /disk full/);
  assert.deepEqual(written, ['a']);
});

test('a transport that throws, rejects or answers nonsense has lost the request', async () => {
  for (const [name, transport] of Object.entries({
    throws: () => {
      throw new Error('broken');
    },
    rejects: () => Promise.reject(new Error('broken')),
    'rejects with nothing': () => Promise.reject(),
    'rejects with what has no text': () => Promise.reject(Object.create(null)),
  })) {
    const machine = script([send(1), WAIT, FINISHED]);
    await drive(machine, world({ transport }));
    assert.deepEqual(machine.log, ['lost 1 other'], name);
  }
});

test('an end that the machine refuses is handed in as lost, and the run goes on', async () => {
  const machine = script([send(1), WAIT, FINISHED], (input) => {
    if (input.type === 'answered') throw new CvmError('misuse', 'no such status');
  });
  await drive(machine, world());
  assert.deepEqual(machine.log, ['answered 1', 'lost 1 other']);
});

test('a change whose end cannot be handed in makes the fault ambiguous; a read does not', async () => {
  for (const changes of [true, false]) {
    const machine = script([send(1, changes), WAIT], () => {
      throw new CvmError('misuse', 'no');
    });
    await assert.rejects(drive(machine, world()), { code: 'misuse', ambiguous: changes });
  }
});

test('what was not sent when the caller gave up is not sent any more', async () => {
  for (const changes of [true, false]) {
    const stop = new AbortController();
    const machine = script([send(1, changes), WAIT, FINISHED]);
    let sent = 0;
    const sign = async (/** @type {any} */ step) => {
      stop.abort();
      return step.request;
    };
    const transport = async () => ((sent += 1), ANSWER);
    await drive(machine, world({ sign, transport, signal: stop.signal }));
    assert.equal(sent, 0);
    assert.deepEqual(machine.log, ['cancel', 'not-sent 1 aborted']);
  }
});

test('a signature that never comes does not hold up who gave up', { timeout: 5000 }, async () => {
  const stop = new AbortController();
  const machine = script([send(1), WAIT, FINISHED]);
  setTimeout(() => stop.abort(), 10);
  await drive(machine, world({ sign: () => new Promise(() => {}), signal: stop.signal }));
  assert.deepEqual(machine.log, ['cancel', 'not-sent 1 aborted']);
});

test('what a machine sends after it was told to stop is its own decision', async () => {
  const stop = new AbortController();
  stop.abort();
  const machine = script([send(1, false), WAIT, FINISHED]);
  await drive(machine, world({ signal: stop.signal }));
  assert.deepEqual(machine.log, ['cancel', 'answered 1']);
});

test('an observer that throws or rejects changes nothing; its first error is told apart', async () => {
  for (const onEvent of [
    (/** @type {any} */ { kind }) => {
      throw new Error(kind);
    },
    async (/** @type {any} */ { kind }) => {
      throw new Error(kind);
    },
  ]) {
    /** @type {string[]} */
    const told = [];
    const onObserverError = (/** @type {any} */ error) => {
      told.push(error.message);
      throw new Error('this one too');
    };
    const machine = script([event('sending'), send(1), event('answered'), WAIT, FINISHED]);
    await drive(machine, world({ onEvent, onObserverError }));
    await turn();
    assert.deepEqual(machine.log, ['answered 1']);
    assert.deepEqual(told, ['sending']);
  }
  const machine = script([event('sending'), FINISHED]);
  await drive(machine, world({ onEvent: () => Promise.reject(new Error('nobody asked')) }));
  await turn();
});

test('an observer that throws while a lost run is wound down hides nothing', async () => {
  const machine = script([send(1), { type: 'failed', error: new CvmError('refused', 'no') }, event('answered'), WAIT]);
  const onEvent = () => {
    throw new Error('mine');
  };
  await assert.rejects(drive(machine, world({ onEvent })), { code: 'refused' });
  assert.deepEqual(machine.log, ['answered 1']);
});
