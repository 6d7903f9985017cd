// The rows of one account in memory: for runtimes without Durable Objects, and for tests. What it forgets when the process
// ends is said in README.md.

/** @typedef {import('./types.js').Store} Store */
/** @typedef {import('./types.js').Job} Job */

/** @returns {Store} */
export function memoryStore() {
  /** @type {Map<string, Job>} */
  const jobs = new Map();
  /** @type {Map<string, { job: string, hash: string }>} */
  const keys = new Map();
  /** @type {Map<string, string[]>} */
  const events = new Map();
  /** @type {Map<string, Map<string, import('./types.js').ImageRow>>} */
  const images = new Map();
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @type {Map<string, string>} */
  const applied = new Map();
  /** @type {Map<string, number>} */
  const deletes = new Map();
  /** @type {Map<string, number>} */
  const ended = new Map();

  /** @template T @param {Map<string, T>} map @param {string} key @param {T} fresh @returns {T} */
  const of = (map, key, fresh) => {
    const known = map.get(key) ?? fresh;
    map.set(key, known);
    return known;
  };

  /** @type {Store} */
  const store = {
    job: (id) => structuredClone(jobs.get(id) ?? null),
    jobs: (limit) =>
      [...jobs.values()]
        .reverse()
        .slice(0, limit)
        .map((job) => structuredClone(job)),
    open: (kind, states, limit) =>
      [...jobs.values()]
        .filter((job) => !job.finished && states.includes(job.state) && (kind === '*' || job.kind === kind))
        .slice(0, limit)
        .map((job) => structuredClone(job)),
    openCount: () => [...jobs.values()].filter((job) => !job.finished).length,
    putJob: (job) => void jobs.set(job.id, structuredClone(job)),
    key: (name) => keys.get(name) ?? null,
    putKey: (name, job, hash) => void keys.set(name, { job, hash }),
    addEvent(job, text) {
      const list = of(events, job, /** @type {string[]} */ ([]));
      list.push(text);
      return list.length;
    },
    events: (job, after, limit) =>
      (events.get(job) ?? []).slice(after, after + limit).map((text, i) => ({ n: after + i + 1, text })),
    eventCount: (job) => events.get(job)?.length ?? 0,
    putImage: (job, row) => void of(images, job, new Map()).set(`${row.region} ${row.id}`, row),
    images: (job) => [...(images.get(job)?.values() ?? [])],
    addLine: (job, line) => void texts.set(`${job} journal`, store.journal(job) + line),
    journal: (job) => texts.get(`${job} journal`) ?? '',
    putText: (job, name, text) => void texts.set(`${job} ${name}`, text),
    text: (job, name) => texts.get(`${job} ${name}`) ?? null,
    appliedBy: (digest) => applied.get(digest) ?? null,
    putApplied: (digest, job) => void applied.set(digest, job),
    deletesOn: (day) => deletes.get(day) ?? 0,
    addDeletes: (day, count) => void deletes.set(day, store.deletesOn(day) + count),
    endSession: (sid, expires) => void ended.set(sid, expires),
    isSessionEnded: (sid) => ended.has(sid),
    forget(beforeMs) {
      for (const [sid, expires] of ended) if (expires < Date.now()) ended.delete(sid);
      const old = [...jobs.values()].filter((job) => job.finished && Date.parse(job.finished) < beforeMs);
      for (const { id } of old) {
        for (const map of [jobs, events, images]) map.delete(id);
        for (const name of texts.keys()) if (name.startsWith(`${id} `)) texts.delete(name);
      }
    },
    transaction: (work) => work(),
    sync: async () => {},
  };
  return store;
}
