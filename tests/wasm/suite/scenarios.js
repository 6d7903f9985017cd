// Plays the scenarios of tests/fixtures/scheduler (README.md there has the format) through the package's Scheduler; the
// C++ player is tests/core/scheduler_test.cpp.

import { answerOf, describeStep, difference, inputOf, optionsOf } from './step-words.js';

/** @param {any} step */
function speltOut(step) {
  if (step === 'persist') return { persist: {} };
  const completed = step.completed;
  if (!completed || completed.error || completed.answer) return step;
  return { completed: { ...completed, answer: {} } };
}

/** @param {any} document @param {any[]} path @param {any[]} replacement */
function edit(document, path, replacement) {
  const place = path.slice(0, -1).reduce((at, step) => at[step], document);
  const last = path[path.length - 1];
  if (replacement.length === 0) delete place[last];
  else place[last] = replacement[0];
}

class Player {
  /** @type {any} */
  scheduler;
  monotonic = 0;
  wallOffset = 0;
  snapshot = '';
  persisted = '';

  /** @param {any} Scheduler @param {any} scenario */
  constructor(Scheduler, scenario) {
    this.Scheduler = Scheduler;
    this.wallAt0 = scenario.wall_ms_at_0;
    this.options = optionsOf(scenario.options);
    this.skipsEvents = scenario.options.events === 'skip';
    this.startedMs = scenario.options.limiter_started_ms ?? 0;
  }

  async start() {
    this.scheduler = await this.Scheduler.create(this.options, { ...this.now(), monotonicMs: this.startedMs });
  }

  now() {
    return { monotonicMs: this.monotonic, wallMs: this.wallAt0 + this.monotonic + this.wallOffset };
  }

  poll() {
    for (;;) {
      const step = this.scheduler.poll(this.now());
      if (step.type === 'persist') this.persisted = step.bytes;
      if (step.type !== 'event' || !this.skipsEvents) return step;
    }
  }

  /** @param {any} expected @param {any} actual */
  equal(expected, actual) {
    const differs = difference(expected, actual);
    if (differs) throw new Error(`${differs}; got ${JSON.stringify(actual)}`);
  }

  /** @param {any} step */
  expectStep(step) {
    this.equal(speltOut(step), describeStep(this.poll()));
  }

  /** @param {any} entry @param {() => any} act */
  async accepted(entry, act) {
    try {
      const value = await act();
      this.equal(entry.gives ?? 'accepted', entry.submit ? value : 'accepted');
    } catch (/** @type {any} */ error) {
      if (error.name !== 'CvmError') throw error;
      this.equal(entry.gives ?? 'accepted', { error: error.code, where: error.where });
    }
  }

  /** @param {any} entry */
  async play(entry) {
    this.monotonic = entry.at ?? this.monotonic;
    if (entry.submit) await this.submit(entry);
    if (entry.poll) for (const step of [entry.poll].flat()) this.expectStep(step);
    if (entry.handle) await this.accepted(entry, () => this.scheduler.handle(this.now(), inputOf(entry.handle)));
    if (entry.run) this.run(entry.run);
    if (entry.clock) this.wallOffset = entry.clock.wall_offset_ms;
    if (entry.snapshot) this.snapshot = this.scheduler.snapshot(this.now());
    if ('restore' in entry) await this.restore(entry);
    if (entry.expect) this.equal(entry.expect, { pending: this.scheduler.pending, skew_ms: this.scheduler.skewMs });
  }

  /** @param {any} entry */
  async submit(entry) {
    const { deadline_ms: deadlineMs, params, method, ...call } = entry.submit;
    const text = params === undefined || typeof params === 'string' ? params : JSON.stringify(params);
    const whole = { ...call, params: text, method: method === 'get' ? 'GET' : 'POST' };
    await this.accepted(entry, () => this.scheduler.submit(this.now(), whole, { deadlineMs }));
    for (let i = 1; i < (entry.times ?? 1); ++i) this.scheduler.submit(this.now(), whole, { deadlineMs });
  }

  /** @param {any} wanted */
  run(wanted) {
    const sends = [];
    let completed = 0;
    for (;;) {
      const step = this.poll();
      if (step.type === 'send') {
        sends.push([this.monotonic, step.action, step.region]);
        this.scheduler.handle(this.now(), answerOf({ id: step.id }));
      } else if (step.type === 'persist') {
        this.scheduler.handle(this.now(), { type: 'persisted' });
      } else if (step.type === 'completed') {
        completed += 1;
      } else if (step.type === 'wait') {
        if (step.untilMs > wanted.until) break;
        if (step.untilMs <= this.monotonic) throw new Error('a wait that is over already');
        this.monotonic = step.untilMs;
      }
    }
    this.equal(wanted.sends, sends);
    this.equal(wanted.completed ?? completed, completed);
  }

  /** @param {any} entry */
  async restore(entry) {
    const from = entry.restore;
    let text = from === 'snapshot' ? this.snapshot : from === 'persist' ? this.persisted : from;
    if (typeof text !== 'string') text = JSON.stringify(text);
    if (entry.edit) {
      const document = JSON.parse(text);
      for (const [path, ...replacement] of entry.edit) edit(document, path, replacement);
      text = JSON.stringify(document);
    }
    await this.accepted(entry, async () => {
      const restored = await this.Scheduler.restore(text, this.options, this.now());
      this.scheduler.dispose();
      this.scheduler = restored;
    });
  }
}

/**
 * @param {any} Scheduler
 * @param {Record<string, any>} scenarios
 * @returns {Promise<{ passed: number, failures: string[] }>}
 */
export async function playScenarios(Scheduler, scenarios) {
  /** @type {string[]} */
  const failures = [];
  for (const [name, scenario] of Object.entries(scenarios)) {
    const player = new Player(Scheduler, scenario);
    let index = 0;
    try {
      await player.start();
      for (const entry of scenario.script) {
        await player.play(entry);
        index += 1;
      }
    } catch (/** @type {any} */ error) {
      failures.push(`${name}, script[${index}]: ${error.message}`);
    }
    player.scheduler?.dispose();
  }
  return { passed: Object.keys(scenarios).length - failures.length, failures };
}
