// The rows of one account in memory: for runtimes without Durable Objects. What it forgets when the process ends is said in
// README.md.

/** @typedef {import('./types.js').Store} Store */
/** @typedef {import('./types.js').Job} Job */

/** @template T @param {Map<string, T>} map @param {string} key @param {T} fresh @returns {T} */
function of(map, key, fresh) {
  const known = map.get(key) ?? fresh;
  map.set(key, known);
  return known;
}

/** @returns {Store} */
export function memoryStore() {
  /** @type {Map<string, { job: string, hash: string }>} */
  const keys = new Map();
  /** @type {Map<string, string>} */
  const applied = new Map();
  /** @type {Map<string, number>} */
  const deletes = new Map();
  /** @type {Map<string, number>} */
  const ended = new Map();
  const rows = new Rows();
  return {
    ...rows.methods(),
    key: (name) => keys.get(name) ?? null,
    putKey: (name, job, hash) => void keys.set(name, { job, hash }),
    appliedBy: (digest) => applied.get(digest) ?? null,
    putApplied: (digest, job) => void applied.set(digest, job),
    deletesOn: (day) => deletes.get(day) ?? 0,
    addDeletes: (day, count) => void deletes.set(day, (deletes.get(day) ?? 0) + count),
    endSession: (sid, expires) => void ended.set(sid, expires),
    isSessionEnded: (sid) => ended.has(sid),
    forget(beforeMs) {
      for (const [sid, expires] of ended) if (expires < Date.now()) ended.delete(sid);
      rows.forget(beforeMs);
    },
    transaction: (work) => work(), // what works in there throws before it writes
    sync: async () => {},
  };
}

/** Jobs and what belongs to them. */
class Rows {
  /** @type {Map<string, Job>} */
  #jobs = new Map();
  /** @type {Map<string, string[]>} */
  #events = new Map();
  /** @type {Map<string, Map<string, import('./types.js').ImageRow>>} */
  #images = new Map();
  /** @type {Map<string, Map<string, string>>} */
  #texts = new Map();

  /** @returns {Omit<Store, 'key' | 'putKey' | 'appliedBy' | 'putApplied' | 'deletesOn' | 'addDeletes' | 'endSession' | 'isSessionEnded' | 'forget' | 'transaction' | 'sync'>} */
  methods() {
    const [jobs, events, images] = [this.#jobs, this.#events, this.#images];
    return {
      job: (id) => structuredClone(jobs.get(id) ?? null),
      jobs: (limit) => structuredClone([...jobs.values()].slice(-limit).reverse()),
      open: (kind, states, limit) => {
        const fits = (/** @type {Job} */ job) => states.includes(job.state) && (kind === '*' || job.kind === kind);
        return structuredClone(this.#open().filter(fits).slice(0, limit));
      },
      openCount: () => this.#open().length,
      putJob: (job) => void jobs.set(job.id, structuredClone(job)),
      addEvent: (job, text) => of(events, job, /** @type {string[]} */ ([])).push(text),
      events: (job, after, limit) =>
        (events.get(job) ?? []).slice(after, after + limit).map((text, i) => ({ n: after + i + 1, text })),
      eventCount: (job) => events.get(job)?.length ?? 0,
      putImage: (job, row) => void of(images, job, new Map()).set(`${row.region} ${row.id}`, row),
      images: (job) => [...(images.get(job)?.values() ?? [])],
      addLine: (job, line) => this.#put(job, 'journal', (this.#text(job, 'journal') ?? '') + line),
      journal: (job) => this.#text(job, 'journal') ?? '',
      putText: (job, name, text) => this.#put(job, name, text),
      text: (job, name) => this.#text(job, name),
    };
  }

  #open = () => [...this.#jobs.values()].filter(({ finished }) => !finished);

  /** @param {string} job @param {string} name @returns {string | null} */
  #text = (job, name) => this.#texts.get(job)?.get(name) ?? null;

  /** @param {string} job @param {string} name @param {string} text */
  #put(job, name, text) {
    of(this.#texts, job, new Map()).set(name, text);
  }

  /** @param {number} beforeMs */
  forget(beforeMs) {
    for (const { id, finished } of [...this.#jobs.values()]) {
      if (!finished || Date.parse(finished) >= beforeMs) continue;
      for (const map of [this.#jobs, this.#events, this.#images, this.#texts]) map.delete(id);
    }
  }
}
