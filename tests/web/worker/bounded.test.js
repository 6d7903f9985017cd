// A machine that is run in pieces does what it does in one go.
import assert from 'node:assert/strict';
import test from 'node:test';

import { drive } from 'cvm-images/engine';

import { Bounded } from '../../../web/worker/desk/bounded.js';

/** Asks `sends` times, `inFlight` at once, with a line before each change. @param {number} sends @param {number} inFlight */
function machineOf(sends, inFlight) {
  let sent = 0;
  let cleared = 0;
  const open = new Set();
  /** @type {string[]} */
  const done = [];
  return {
    done,
    poll: () => {
      if (done.length === sends) return { type: 'finished' };
      if (open.size === inFlight || sent === sends) return { type: 'wait', untilMs: Infinity };
      if (sent === 3 && cleared < 1) return { type: 'persist', bytes: 'line\n' };
      sent += 1;
      open.add(sent);
      return { type: 'send', id: sent, changes: sent === 4, timeoutMs: 1000, request: {} };
    },
    handle: (/** @type {any} */ _now, /** @type {any} */ input) => {
      if (input.type === 'persisted') cleared += 1;
      if (!('id' in input)) return;
      open.delete(input.id);
      done.push(`${input.id} ${input.type}`);
    },
  };
}

/** @param {{ ms: number, sends: number, acknowledged?: boolean }} budget */
async function inPieces({ sends, ...budget }) {
  const machine = machineOf(10, 2);
  const bounded = new Bounded(/** @type {any} */ (machine));
  /** @type {string[]} */
  const lines = [];
  let now = 0;
  let pieces = 0;
  while (!bounded.done && pieces < 100) {
    pieces += 1;
    bounded.begin({ ...budget, sends: { left: sends } }, { monotonicMs: now, wallMs: 0 });
    await drive(bounded, {
      sign: async () => /** @type {any} */ ({}),
      transport: async () => ({ type: 'answered', status: 200, headers: [], body: '' }),
      now: () => ({ monotonicMs: (now += 1), wallMs: 0 }),
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      persist: (line) => void lines.push(line),
    });
    assert.ok(bounded.resumeMs <= now, 'it goes on at once');
  }
  return { pieces, lines, done: machine.done.sort((a, b) => parseInt(a) - parseInt(b)) };
}

const WHOLE = Array.from({ length: 10 }, (_, i) => `${i + 1} answered`);

test('pieces of one send, of little time, and with lines that are acknowledged', async () => {
  const long = 1_000_000;
  assert.deepEqual(await inPieces({ ms: long, sends: long }), { pieces: 1, lines: ['line\n'], done: WHOLE });
  const single = await inPieces({ ms: long, sends: 1 });
  assert.deepEqual([single.pieces, single.lines, single.done], [11, ['line\n'], WHOLE]);
  const short = await inPieces({ ms: 5, sends: long });
  assert.ok(short.pieces > 2);
  assert.deepEqual([short.lines, short.done], [['line\n'], WHOLE]);
  const acknowledged = await inPieces({ ms: long, sends: long, acknowledged: true });
  assert.deepEqual(acknowledged, { pieces: 2, lines: ['line\n'], done: WHOLE });
});

/** Pieces of a machine, one after the other. @param {ReturnType<typeof machineOf>} machine */
function piecesOf(machine) {
  const bounded = new Bounded(/** @type {any} */ (machine));
  /** @type {string[]} */
  const lines = [];
  let now = 0;
  const time = () => ({ monotonicMs: (now += 1), wallMs: 0 });
  const piece = async (
    /** @type {boolean} */ acknowledged,
    /** @type {AbortSignal | undefined} */ signal = undefined,
  ) => {
    bounded.begin({ ms: 1e6, sends: { left: 1e6 }, acknowledged }, time());
    await drive(bounded, {
      sign: async () => /** @type {any} */ ({}),
      transport: async () => ({ type: 'answered', status: 200, headers: [], body: '' }),
      now: time,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      persist: (line) => void lines.push(line),
      signal,
    });
  };
  return { bounded, lines, piece };
}

test('a line is written down first, and takes effect only once somebody has it', async () => {
  const machine = machineOf(10, 2);
  const { bounded, lines, piece } = piecesOf(machine);
  await piece(true);
  assert.deepEqual([lines, bounded.unshown, machine.done.length], [['line\n'], true, 3], 'nothing after it was sent');
  for (let i = 0; i < 3; ++i) await piece(false);
  assert.deepEqual(
    [lines, bounded.unshown, machine.done.length],
    [['line\n'], true, 3],
    'who has no line moves nothing',
  );
  await piece(true);
  assert.deepEqual([lines, bounded.unshown, machine.done.length, bounded.done], [['line\n'], false, 10, true]);
});

test('whoever gives up hears the end of it: the machine is told first that it is cancelled, then of the line', async () => {
  const machine = machineOf(10, 2);
  /** @type {string[]} */
  const heard = [];
  const { handle } = machine;
  machine.handle = (now, input) => (heard.push(input.type), handle(now, input));
  const { piece } = piecesOf(machine);
  await piece(true);
  heard.length = 0;
  await piece(false, AbortSignal.abort());
  assert.deepEqual(heard.slice(0, 2), ['cancel', 'persisted']);
});
