/**
 * A machine that `drive` runs a piece at a time. It decides when to stop looking at the machine, and when a line of its
 * journal counts as durable; no step is left out, changed or put in another order.
 *
 * @typedef {Parameters<typeof import('cvm-images/engine').drive>[1]} World
 * @typedef {Parameters<typeof import('cvm-images/engine').drive>[0]} Machine
 * @typedef {ReturnType<Machine['poll']>} Step
 *
 * @typedef {object} Budget
 * @property {number} ms
 * @property {{ left: number }} sends  may be shared with others
 * @property {boolean} [acknowledged]  where the client is the disk: does it have every line that was written? While one is
 *   missing the machine does not hear that it is durable, so the send that it announces stays here. Absent: the store is
 *   the disk
 */
export class Bounded {
  #machine;
  #endMs = 0;
  #sends = { left: 0 };
  /** Lines have to be shown before they take effect. */
  #shows = false;
  /** Sends whose ends are not known. @type {Set<number>} */
  #open = new Set();
  #cancelled = false;
  #stopped = false;
  /** A line was written that nobody was shown yet. */
  unshown = false;
  done = false;
  changed = false;
  /** When the machine wants to be looked at next (monotonic). */
  resumeMs = 0;

  /** @param {Machine} machine */
  constructor(machine) {
    this.#machine = machine;
  }

  /** @param {Budget} budget @param {Parameters<Machine['handle']>[0]} now */
  begin({ ms, sends, acknowledged }, now) {
    this.#endMs = now.monotonicMs + ms;
    this.#sends = sends;
    this.#shows = acknowledged !== undefined;
    this.#stopped = false;
    this.resumeMs = now.monotonicMs;
    if (acknowledged !== false) this.#pass(now);
  }

  /** @param {Parameters<Machine['poll']>[0]} now @returns {Step} */
  poll(now) {
    const spent = this.#stopped || this.unshown || this.#sends.left <= 0 || now.monotonicMs >= this.#endMs;
    if (spent) return this.#stop();
    const step = this.#machine.poll(now);
    if (step.type === 'send') this.#sent(step);
    if (step.type === 'finished') this.done = true;
    return step.type === 'wait' ? this.#wait(step.untilMs) : step;
  }

  /** @param {Parameters<Machine['handle']>[0]} now @param {Parameters<Machine['handle']>[1]} input */
  handle(now, input) {
    if (input.type === 'cancel') {
      if (this.#cancelled) return;
      this.#cancelled = true;
    }
    if (input.type === 'persisted' && this.#shows && !this.#cancelled) {
      this.unshown = true;
      return;
    }
    this.#machine.handle(now, input);
    if ('id' in input) this.#open.delete(input.id);
    if (input.type === 'cancel') this.#pass(now); // no line announces anything now
  }

  /** The line takes effect. @param {Parameters<Machine['handle']>[0]} now */
  #pass(now) {
    if (!this.unshown) return;
    this.unshown = false;
    this.#machine.handle(now, { type: 'persisted' });
  }

  /** @param {Extract<Step, { type: 'send' }>} step */
  #sent({ id, changes }) {
    this.#open.add(id);
    this.#sends.left -= 1;
    this.changed ||= changes;
  }

  /** What is on its way is waited for. @returns {Step} */
  #stop() {
    this.#stopped = true;
    return this.#open.size > 0 ? { type: 'wait', untilMs: Infinity } : { type: 'finished' };
  }

  /** @param {number} untilMs @returns {Step} */
  #wait(untilMs) {
    if (untilMs === Infinity && this.#open.size === 0) return { type: 'wait', untilMs }; // `drive` says what is wrong
    if (untilMs <= this.#endMs || this.#open.size > 0) return { type: 'wait', untilMs: Math.min(untilMs, this.#endMs) };
    this.resumeMs = untilMs;
    return this.#stop();
  }
}
