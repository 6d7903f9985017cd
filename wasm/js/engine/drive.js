// The loop between a machine and the world. It makes no decision; native/src/driver.cpp is the same loop.

import { CvmError, wordsOf } from '../errors.js';
import { firstOf } from '../first-of.js';
import { Scheduler } from './scheduler.js';

/**
 * @typedef {import('./step.js').Time} Time
 * @typedef {import('./step.js').Input} Input
 * @typedef {import('./step.js').SendStep} SendStep
 * @typedef {import('./step.js').EngineEvent} EngineEvent
 * @typedef {import('../transport/transport.js').Transport} Transport
 * @typedef {import('../transport/transport.js').Answered | import('../transport/transport.js').Unanswered} End
 * @typedef {import('../signer.js').SignedRequest<string | Uint8Array>} SignedRequest
 *
 * @typedef {{ poll: (now: Time) => import('./step.js').MachineStep, handle: (now: Time, input: Input) => void }} Machine
 *
 * @typedef {object} World
 * @property {(step: SendStep) => Promise<SignedRequest>} sign
 * @property {Transport} transport  a change gets no signal: it is not given up once it is on its way
 * @property {() => Time} now
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} sleep  may end early when the signal says so
 * @property {(bytes: string) => Promise<void> | void} [persist]  makes bytes durable
 * @property {(event: EngineEvent) => void} [onEvent]  what it throws changes nothing
 * @property {(error: unknown) => void} [onObserverError]  the first thing that `onEvent` threw
 * @property {AbortSignal} [signal]  nothing new is sent afterwards; a change under way is waited for
 */

const LONGEST_SLEEP_MS = 3_600_000;

/** @type {{ type: 'not-sent', fault: 'aborted', detail: string }} */
const GIVEN_UP = { type: 'not-sent', fault: 'aborted', detail: 'given up before it was sent' };

/** @param {string} message */
const misuse = (message) => new CvmError('misuse', message, { where: 'drive' });

/**
 * Calls a function of the caller's, whose errors, also those of a promise, go to `failed`.
 * @param {(value: any) => unknown} call @param {unknown} value @param {(error: unknown) => void} failed
 */
function callSafely(call, value, failed) {
  try {
    Promise.resolve(call(value)).catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** One run of a machine over a world. */
class Run {
  #machine;
  #world;
  /** @type {Input[]} */
  #inbox = [];
  #underWay = 0;
  #cancelled = false;
  #changeSent = false;
  /** Changes that were sent and whose ends the machine has not taken. @type {Set<number>} */
  #open = new Set();
  #observerFailed = false;
  #persistFailed = false;
  /** Of the reads under way: each its own, since Node warns of a signal that more than ten listen to. @type {Set<AbortController>} */
  #reads = new Set();
  #wake = () => {};

  /** @param {Machine} machine @param {World} world */
  constructor(machine, world) {
    this.#machine = machine;
    this.#world = world;
  }

  async toEnd() {
    const { signal } = this.#world;
    const wake = () => this.#wake();
    signal?.addEventListener('abort', wake);
    try {
      while (await this.#goOn());
    } catch (fault) {
      this.#dropReads();
      await this.#windDown();
      throw this.#told(fault);
    } finally {
      signal?.removeEventListener('abort', wake);
      this.#dropReads();
    }
  }

  /** Nobody waits any more for those that are still on their way. */
  #dropReads() {
    for (const read of this.#reads) read.abort();
  }

  async #goOn() {
    this.#handIn();
    this.#cancelIfAsked();
    const step = this.#machine.poll(this.#world.now());
    switch (step.type) {
      case 'persist':
        await this.#persist(step.bytes);
        return true;
      case 'send':
        await this.#send(step);
        return true;
      case 'event':
        this.#tell(step.event);
        return true;
      case 'wait':
        await this.#wait(step.untilMs);
        return true;
      case 'finished':
        return false;
      case 'failed':
        throw step.error;
      default:
        throw misuse(`a machine has no step of the type ${JSON.stringify(/** @type {any} */ (step)?.type)}`);
    }
  }

  /** True when the machine has been told just now that the caller gave up. */
  #cancelIfAsked() {
    if (!this.#world.signal?.aborted || this.#cancelled) return false;
    this.#cancelled = true;
    this.#machine.handle(this.#world.now(), { type: 'cancel' });
    return true;
  }

  /** What failed may have left half a line, so nothing is written after it. @param {string} bytes */
  async #persist(bytes) {
    try {
      await this.#world.persist?.(bytes);
    } catch (fault) {
      this.#persistFailed = true;
      throw fault;
    }
    this.#machine.handle(this.#world.now(), { type: 'persisted' });
  }

  /** @param {EngineEvent} event */
  #tell(event) {
    const { onEvent, onObserverError = () => {} } = this.#world;
    if (!onEvent) return;
    callSafely(onEvent, event, (error) => {
      if (this.#observerFailed) return;
      this.#observerFailed = true;
      callSafely(onObserverError, error, () => {});
    });
  }

  /** Signing may take a while: who gives up meanwhile has sent nothing. @param {SendStep} step */
  async #send(step) {
    const signal = this.#cancelled ? undefined : this.#world.signal;
    const request = await firstOf(this.#world.sign(step), { signal });
    const givenUp = this.#cancelIfAsked();
    this.#underWay += 1;
    if (givenUp || !request) return this.#arrived(step, GIVEN_UP);
    if (step.changes) {
      this.#changeSent = true;
      this.#open.add(step.id);
    }
    void this.#deliver(request, step).then((end) => this.#arrived(step, end));
  }

  /**
   * Of a transport that breaks its word and rejects nobody knows what it did.
   * @param {SignedRequest} request @param {SendStep} step @returns {Promise<End>}
   */
  async #deliver(request, { timeoutMs, changes }) {
    const read = new AbortController();
    if (!changes) this.#reads.add(read);
    try {
      return await this.#world.transport(request, { timeoutMs, changes, signal: changes ? undefined : read.signal });
    } catch (error) {
      return { type: 'lost', fault: 'other', detail: `the transport failed: ${wordsOf(error)}` };
    } finally {
      this.#reads.delete(read);
    }
  }

  /** @param {SendStep} step @param {End} end */
  #arrived({ id }, end) {
    this.#inbox.push({ ...end, id });
    this.#wake();
  }

  /** @param {number} untilMs */
  async #wait(untilMs) {
    if (this.#inbox.length > 0) return;
    const stopped = this.#cancelled || !this.#world.signal;
    if (untilMs === Infinity && this.#underWay === 0 && stopped) {
      throw new CvmError('internal', 'the machine waits for an answer that nobody will give', { where: 'driver' });
    }
    if (this.#world.signal?.aborted && !this.#cancelled) return;
    const arrived = new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
    if (untilMs === Infinity) {
      await arrived;
      return;
    }
    const ms = Math.min(Math.max(untilMs - this.#world.now().monotonicMs, 0), LONGEST_SLEEP_MS);
    const arrival = new AbortController();
    await Promise.race([this.#world.sleep(ms, arrival.signal), arrived]);
    arrival.abort();
  }

  /** All of them are handed in, whatever the machine says to one; the first objection is thrown. */
  #handIn() {
    /** @type {unknown[]} */
    const objections = [];
    for (const input of this.#inbox.splice(0)) {
      this.#underWay -= 1;
      try {
        this.#take(/** @type {Input & { id: number }} */ (input));
      } catch (objection) {
        objections.push(objection);
      }
    }
    if (objections.length > 0) throw objections[0];
  }

  /** An end that cannot be read is a lost one: what was sent may have acted. @param {Input & { id: number }} end */
  #take(end) {
    try {
      this.#machine.handle(this.#world.now(), end);
    } catch (objection) {
      const detail = `what the transport gave could not be read: ${wordsOf(objection)}`;
      try {
        this.#machine.handle(this.#world.now(), { type: 'lost', id: end.id, fault: 'other', detail });
      } catch {
        throw objection;
      }
    }
    this.#open.delete(end.id);
  }

  /** The run is lost, but what is on its way may act: the machine is told how it ended, and may write that down. */
  async #windDown() {
    try {
      while (this.#underWay > 0) {
        if (this.#inbox.length === 0) await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
        this.#handIn();
      }
      for (;;) {
        const step = this.#machine.poll(this.#world.now());
        if (step.type === 'persist' && !this.#persistFailed) await this.#persist(step.bytes);
        else if (step.type === 'event') this.#tell(step.event);
        else return;
      }
    } catch {
      // The first fault is the one to report.
    }
  }

  /** @param {unknown} fault */
  #told(fault) {
    if (!(fault instanceof CvmError)) return fault;
    if (this.#open.size > 0 || (fault.code === 'internal' && this.#changeSent)) fault.ambiguous = true;
    return fault;
  }
}

/**
 * Runs a machine to its end. Rejects with the machine's failure, or the first fault of signing or persisting; `misuse`
 * for what is no machine. A Scheduler is none: it has no end, and its `completed` steps are for who submitted the calls.
 * @param {Machine} machine
 * @param {World} world
 * @returns {Promise<void>}
 */
export async function drive(machine, world) {
  if (machine instanceof Scheduler) throw misuse('a Scheduler is no machine: it has no end, so poll it yourself');
  await new Run(machine, world).toEnd();
}
