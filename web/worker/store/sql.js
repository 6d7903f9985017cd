// The rows of one account in a Durable Object's SQLite. Long texts are cut: a row there has at most 2 MB.

/** @typedef {import('./types.js').Store} Store */

const SCHEMA = `
CREATE TABLE IF NOT EXISTS jobs (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, kind TEXT, state TEXT, finished INTEGER, body TEXT);
CREATE INDEX IF NOT EXISTS open_jobs ON jobs (number) WHERE finished IS NULL;
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, job TEXT, hash TEXT);
CREATE TABLE IF NOT EXISTS events (job TEXT, n INTEGER, body TEXT, PRIMARY KEY (job, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS images (job TEXT, region TEXT, id TEXT, state TEXT, PRIMARY KEY (job, region, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (job TEXT, name TEXT, part INTEGER, body TEXT, PRIMARY KEY (job, name, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS applied (digest TEXT PRIMARY KEY, job TEXT);
CREATE TABLE IF NOT EXISTS deletes (day TEXT PRIMARY KEY, count INTEGER);
CREATE TABLE IF NOT EXISTS ended (sid TEXT PRIMARY KEY, expires INTEGER);
`;

const PUT_JOB =
  'INSERT INTO jobs (id, kind, state, finished, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET ' +
  'state = excluded.state, finished = excluded.finished, body = excluded.body';
const ADD_DELETES = 'INSERT INTO deletes VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET count = count + excluded.count';

const PART = 400_000; // characters: 1.2 MB of UTF-8 at most
const FORGOTTEN_AT_ONCE = 20;

/**
 * @typedef {object} Sql
 * @property {(query: string, ...values: (string | number | null)[]) => { toArray: () => Record<string, any>[] }} exec
 *
 * @typedef {{ sql: Sql, sync: () => Promise<void>, transactionSync: <T>(work: () => T) => T }} Storage
 */

/** @param {Storage} storage @returns {Store} */
export function sqlStore(storage) {
  const { sql } = storage;
  for (const statement of SCHEMA.split(';')) if (statement.trim()) sql.exec(statement);
  /** @param {string} query @param {(string | number | null)[]} values */
  const rows = (query, ...values) => sql.exec(query, ...values).toArray();
  /** @param {string} query @param {(string | number | null)[]} values */
  const row = (query, ...values) => rows(query, ...values)[0];

  return {
    ...jobRows(sql, row, rows),
    ...eventRows(sql, row, rows),
    ...textRows(sql, row, rows),
    key: (name) => /** @type {any} */ (row('SELECT job, hash FROM keys WHERE name = ?', name)) ?? null,
    putKey: (name, job, hash) => void sql.exec('INSERT INTO keys VALUES (?, ?, ?)', name, job, hash),
    putImage: (job, { region, id, state }) =>
      void sql.exec('INSERT OR REPLACE INTO images VALUES (?, ?, ?, ?)', job, region, id, state),
    images: (job) => /** @type {any} */ (rows('SELECT region, id, state FROM images WHERE job = ?', job)),
    appliedBy: (digest) => row('SELECT job FROM applied WHERE digest = ?', digest)?.job ?? null,
    putApplied: (digest, job) => void sql.exec('INSERT INTO applied VALUES (?, ?)', digest, job),
    deletesOn: (day) => row('SELECT count FROM deletes WHERE day = ?', day)?.count ?? 0,
    addDeletes: (day, count) => void sql.exec(ADD_DELETES, day, count),
    endSession: (sid, expires) => void sql.exec('INSERT OR REPLACE INTO ended VALUES (?, ?)', sid, expires),
    isSessionEnded: (sid) => row('SELECT 1 AS found FROM ended WHERE sid = ?', sid) !== undefined,
    forget: (beforeMs) => forget(sql, rows, beforeMs),
    transaction: (work) => storage.transactionSync(work),
    sync: () => storage.sync(),
  };
}

/** @typedef {(query: string, ...values: (string | number | null)[]) => Record<string, any>} Row */
/** @typedef {(query: string, ...values: (string | number | null)[]) => Record<string, any>[]} Rows */

/** @param {Sql} sql @param {Row} row @param {Rows} rows @returns {Pick<Store, 'job' | 'jobs' | 'open' | 'openCount' | 'putJob'>} */
function jobRows(sql, row, rows) {
  const bodies = (/** @type {Record<string, any>[]} */ found) => found.map(({ body }) => JSON.parse(body));
  return {
    job: (id) => bodies(rows('SELECT body FROM jobs WHERE id = ?', id))[0] ?? null,
    jobs: (limit) => bodies(rows('SELECT body FROM jobs ORDER BY number DESC LIMIT ?', limit)),
    open(kind, states, limit) {
      const marks = states.map(() => '?').join(', ');
      const query = `SELECT body FROM jobs WHERE finished IS NULL AND state IN (${marks}) AND ? IN ('*', kind) ORDER BY number LIMIT ?`;
      return bodies(rows(query, ...states, kind, limit));
    },
    openCount: () => row('SELECT count(*) AS n FROM jobs WHERE finished IS NULL').n,
    putJob(job) {
      const finished = job.finished ? Date.parse(job.finished) : null;
      sql.exec(PUT_JOB, job.id, job.kind, job.state, finished, JSON.stringify(job));
    },
  };
}

/** @param {Sql} sql @param {Row} row @param {Rows} rows @returns {Pick<Store, 'addEvent' | 'events' | 'eventCount'>} */
function eventRows(sql, row, rows) {
  /** @param {string} job */
  const eventCount = (job) => row('SELECT max(n) AS n FROM events WHERE job = ?', job)?.n ?? 0;
  return {
    eventCount,
    addEvent(job, text) {
      const n = eventCount(job) + 1;
      sql.exec('INSERT INTO events VALUES (?, ?, ?)', job, n, text);
      return n;
    },
    events: (job, after, limit) =>
      rows('SELECT n, body FROM events WHERE job = ? AND n > ? ORDER BY n LIMIT ?', job, after, limit).map(
        ({ n, body }) => ({ n, text: body }),
      ),
  };
}

/** Never between the two halves of one character. @param {string} text */
export function partsOf(text, size = PART) {
  const parts = [];
  for (let at = 0; at === 0 || at < text.length;) {
    const end = at + size - (/[\ud800-\udbff]/.test(text[at + size - 1] ?? '') ? 1 : 0);
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** @param {Sql} sql @param {Row} row @param {Rows} rows @returns {Pick<Store, 'addLine' | 'journal' | 'putText' | 'text'>} */
function textRows(sql, row, rows) {
  /** @param {string} job @param {string} name @param {number} first @param {string} text */
  const add = (job, name, first, text) => {
    for (const [i, part] of partsOf(text).entries()) {
      sql.exec('INSERT INTO texts VALUES (?, ?, ?, ?)', job, name, first + i, part);
    }
  };
  /** @param {string} job @param {string} name */
  const text = (job, name) => {
    const parts = rows('SELECT body FROM texts WHERE job = ? AND name = ? ORDER BY part', job, name);
    return parts.length === 0 ? null : parts.map(({ body }) => body).join('');
  };
  return {
    addLine(job, line) {
      const { n } = row("SELECT count(*) AS n FROM texts WHERE job = ? AND name = 'journal'", job);
      add(job, 'journal', n, line);
    },
    journal: (job) => text(job, 'journal') ?? '',
    putText(job, name, value) {
      sql.exec('DELETE FROM texts WHERE job = ? AND name = ?', job, name);
      add(job, name, 0, value);
    },
    text,
  };
}

/** Bounded, since it is done in passing. Keys and digests stay: they are what keeps a job from being done twice. @param {Sql} sql @param {Rows} rows @param {number} beforeMs */
function forget(sql, rows, beforeMs) {
  sql.exec('DELETE FROM ended WHERE expires < ?', Date.now());
  const old = rows('SELECT id FROM jobs WHERE finished < ? ORDER BY number LIMIT ?', beforeMs, FORGOTTEN_AT_ONCE);
  for (const { id } of old) {
    for (const table of ['events', 'images', 'texts']) sql.exec(`DELETE FROM ${table} WHERE job = ?`, id);
    sql.exec('DELETE FROM jobs WHERE id = ?', id);
  }
}
