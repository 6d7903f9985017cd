// What is kept of an account. Methods are synchronous; `sync` makes what was written before durable.

/**
 * @typedef {'awaiting-approval' | 'queued' | 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled'} JobState
 *
 * @typedef {object} Job
 * @property {string} id
 * @property {'plan' | 'apply'} kind
 * @property {JobState} state
 * @property {string} operator
 * @property {string} created
 * @property {string} [finished]
 * @property {string} [released]  of an apply: when nothing but its turn was in its way any more
 * @property {string} [counted]  of an apply: the UTC day whose limit has its images
 * @property {boolean} [cancelling]
 * @property {number} [runs]  how often its machine was lost inside one process
 * @property {object | null} [error]
 * @property {string[]} regions
 * @property {any} [request]  of a plan: regions, selection, guards
 * @property {string} [seal]  of a plan that is done
 * @property {string} [plan]  of an apply: the job that planned
 * @property {string} [digest]
 * @property {number} [count]
 * @property {string[]} [approvals]
 * @property {string} [token]  the fingerprint of the token that started it
 * @property {{ name: string, mode: 'report' | 'apply', webhook: string, report?: 'sent' | 'failed', told?: JobState }} [policy]
 *   told: the state that was reported
 *
 * @typedef {{ region: string, id: string, state: string }} ImageRow
 *
 * @typedef {object} Store
 * @property {(id: string) => Job | null} job
 * @property {(limit: number) => Job[]} jobs  the latest first
 * @property {(kind: Job['kind'] | '*', states: JobState[], limit: number) => Job[]} open  unfinished ones, the oldest first
 * @property {() => number} openCount
 * @property {(job: Job) => void} putJob
 * @property {(name: string) => { job: string, hash: string } | null} key
 * @property {(name: string, job: string, hash: string) => void} putKey
 * @property {(job: string, text: string) => number} addEvent  gives its number, from 1
 * @property {(job: string, after: number, limit: number) => { n: number, text: string }[]} events
 * @property {(job: string) => number} eventCount
 * @property {(job: string, row: ImageRow) => void} putImage
 * @property {(job: string) => ImageRow[]} images
 * @property {(job: string, line: string) => void} addLine  of the send log
 * @property {(job: string) => string} journal  all of its lines
 * @property {(job: string, name: string, text: string) => void} putText
 * @property {(job: string, name: string) => string | null} text
 * @property {(digest: string) => string | null} appliedBy
 * @property {(digest: string, job: string) => void} putApplied
 * @property {(day: string) => number} deletesOn
 * @property {(day: string, count: number) => void} addDeletes
 * @property {(sid: string, expires: number) => void} endSession
 * @property {(sid: string) => boolean} isSessionEnded
 * @property {(beforeMs: number) => void} forget
 * @property {<T>(work: () => T) => T} transaction
 * @property {() => Promise<void>} sync
 */

export {};
