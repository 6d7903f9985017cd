// One line of JSON for each thing that somebody did or tried: who, what, when, with which plan, and how it ended.

/**
 * @typedef {Record<string, unknown>} AuditFields
 * @typedef {(what: string, fields: AuditFields) => void} Audit
 */

/**
 * @param {import('./settings.js').Scrub} scrub
 * @param {(line: string) => void} [write]
 * @returns {Audit}
 */
export const auditor =
  (scrub, write = (line) => console.log(line)) =>
  (what, fields) =>
    write(scrub(JSON.stringify({ audit: 'cvm-images.audit/1', time: new Date().toISOString(), what, ...fields })));
