// The loop between a machine and the world. It makes no decision; native/src/driver.cpp is the same loop.

import { CvmError } from '../errors.js';

/**
 * @typedef {import('./step.js').Time} Time
 * @typedef {import('./step.js').Input} Input
 * @typedef {import('./step.js').SendStep} SendStep
 * @typedef {import('../transport/transport.js').Transport} Transport
 * @typedef {import('../signer.js').SignedRequest<string | Uint8Array>} SignedRequest
 *
 * @typedef {{ poll: (now: Time) => import('./step.js').MachineStep, handle: (now: Time, input: Input) => void }} Machine
 *
 * @typedef {object} World
 * @property {(step: SendStep) => Promise<SignedRequest>} sign
 * @property {Transport} transport
 * @property {() => Time} now
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} sleep  may end early when the signal says so
 * @property {(bytes: string) => Promise<void> | void} [persist]  makes bytes durable
 * @property {(event: import('./step.js').EngineEvent) => void} [onEvent]
 * @property {AbortSignal} [signal]  nothing new is sent afterwards; a change under way is waited for
 */

const LONGEST_SLEEP_MS = 3_600_000;

/** One run of a machine over a world. */
class Run {
  #machine;
  #world;
  /** @type {Input[]} */
  #inbox = [];
  #underWay = 0;
  #cancelled = false;
  #changeSent = false;
  #transfers = new AbortController();
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
      await this.#windDown();
      throw this.#told(fault);
    } finally {
      signal?.removeEventListener('abort', wake);
      this.#transfers.abort(); // what is still on its way is a read that nobody waits for
    }
  }

  async #goOn() {
    this.#handIn();
    if (this.#world.signal?.aborted && !this.#cancelled) {
      this.#cancelled = true;
      this.#machine.handle(this.#world.now(), { type: 'cancel' });
    }
    const step = this.#machine.poll(this.#world.now());
    switch (step.type) {
      case 'persist':
        await this.#world.persist?.(step.bytes);
        this.#machine.handle(this.#world.now(), { type: 'persisted' });
        return true;
      case 'send':
        await this.#send(step);
        return true;
      case 'event':
        this.#world.onEvent?.(step.event);
        return true;
      case 'wait':
        await this.#wait(step.untilMs);
        return true;
      case 'failed':
        throw step.error;
      default:
        return false;
    }
  }

  /** @param {SendStep} step */
  async #send(step) {
    const request = await this.#world.sign(step);
    this.#underWay += 1;
    this.#changeSent ||= step.changes;
    const options = { timeoutMs: step.timeoutMs, changes: step.changes, signal: this.#transfers.signal };
    void this.#world.transport(request, options).then((end) => {
      this.#inbox.push(/** @type {Input} */ ({ ...end, id: step.id }));
      this.#wake();
    });
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
        this.#machine.handle(this.#world.now(), input);
      } catch (objection) {
        objections.push(objection);
      }
    }
    if (objections.length > 0) throw objections[0];
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
        if (step.type === 'persist') {
          await this.#world.persist?.(step.bytes);
          this.#machine.handle(this.#world.now(), { type: 'persisted' });
        } else if (step.type === 'event') {
          this.#world.onEvent?.(step.event);
        } else {
          return;
        }
      }
    } catch {
      // The first fault is the one to report.
    }
  }

  /** @param {unknown} fault */
  #told(fault) {
    if (fault instanceof CvmError && fault.code === 'internal' && this.#changeSent) fault.ambiguous = true;
    return fault;
  }
}

/**
 * Runs a machine to its end. Rejects with the machine's failure, or the first fault of signing, persisting or telling.
 * @param {Machine} machine
 * @param {World} world
 */
export const drive = (machine, world) => new Run(machine, world).toEnd();
