/**
 * A machine that `drive` runs a piece at a time. It decides when to stop looking at the machine, and nothing else: no
 * step is left out, changed or put in another order.
 *
 * @typedef {Parameters<typeof import('cvm-images/engine').drive>[1]} World
 * @typedef {Parameters<typeof import('cvm-images/engine').drive>[0]} Machine
 * @typedef {ReturnType<Machine['poll']>} Step
 *
 * @typedef {object} Budget
 * @property {number} ms
 * @property {{ left: number }} sends  may be shared with others
 * @property {boolean} [acknowledge]  stop before each line of the journal takes effect: the next piece means that the
 *   caller has it
 */
export class Bounded {
  #machine;
  #endMs = 0;
  #sends = { left: 0 };
  #acknowledge = false;
  /** Sends whose ends are not known. @type {Set<number>} */
  #open = new Set();
  #cancelled = false;
  /** A step that was taken from the machine and not carried out. @type {Step | null} */
  #held = null;
  #stopped = false;
  done = false;
  changed = false;
  /** When the machine wants to be looked at next (monotonic). */
  resumeMs = 0;

  /** @param {Machine} machine */
  constructor(machine) {
    this.#machine = machine;
  }

  /** @param {Budget} budget @param {number} nowMs */
  begin({ ms, sends, acknowledge = false }, nowMs) {
    this.#endMs = nowMs + ms;
    this.#sends = sends;
    this.#acknowledge = acknowledge;
    this.#stopped = false;
    this.resumeMs = nowMs;
  }

  /** @param {Parameters<Machine['poll']>[0]} now @returns {Step} */
  poll(now) {
    const spent = this.#stopped || this.#sends.left <= 0 || now.monotonicMs >= this.#endMs;
    if (spent) return this.#stop();
    const step = this.#held ?? this.#machine.poll(now);
    if (step.type === 'persist' && this.#acknowledge && !this.#held) {
      this.#held = step;
      return this.#stop();
    }
    this.#held = null;
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
    this.#machine.handle(now, input);
    if ('id' in input) this.#open.delete(input.id);
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
