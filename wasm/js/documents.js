// The documents as types. Their JSON Schema files are in `cvm-images/schemas/`.

/**
 * Which images are wanted gone. Rules combine: an image is kept if any rule keeps it. Rules that choose: `ids`, `name`
 * (globs), `name_regex`, `tag` ("K" or "K=V"), `family`, `state`, `all`. Rules that spare: `min_age` ("30d"),
 * `keep_newest` in each group of `per` ("name-prefix", "family", "tag:K"), `free`, `until_below` (percent of the quota).
 * @typedef {object} Selection
 * @property {string[]} [ids]
 * @property {string[]} [name]
 * @property {string} [name_regex]
 * @property {string[]} [tag]
 * @property {string[]} [family]
 * @property {string[]} [state]
 * @property {string} [min_age]
 * @property {number} [keep_newest]
 * @property {string} [per]
 * @property {number} [free]
 * @property {number} [until_below]
 * @property {boolean} [all]
 *
 * What keeps a run from doing harm.
 * @typedef {object} Guards
 * @property {number} [max_delete]  of a selection by rules (10)
 * @property {number} [max_percent]  of the account's own images in a region (50)
 * @property {string[]} [protect_tags]  beside `keep` and `keep-until=<date>`
 * @property {string[]} [allow_referenced]  ids
 * @property {string[]} [allow_protected]  ids
 * @property {string[]} [refs]  "instances", "templates", "scaling", or "all"
 * @property {boolean} [unshare]
 * @property {boolean} [with_snapshots]
 * @property {boolean} [server_dry_run]
 *
 * @typedef {{ code: string, args: Record<string, string> }} Reason
 * @typedef {'block' | 'unknown' | 'keep' | 'delete'} Verdict
 *
 * @typedef {object} PlannedImage
 * @property {string} region
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {string} state
 * @property {string} created
 * @property {number | null} size_gb
 * @property {string} family
 * @property {{ key: string, value: string }[]} tags
 * @property {{ id: string, disk_usage: string, size_gb: number | null }[]} snapshots
 * @property {string[]} shared_with
 * @property {{ type: string, id: string, name: string }[]} references
 * @property {Verdict} verdict
 * @property {Reason[]} reasons
 *
 * @typedef {object} PlannedRegion
 * @property {string} region
 * @property {'scanned' | 'not-scanned'} status
 * @property {object | null} error
 * @property {number | null} used
 * @property {number | null} quota
 * @property {number} short_by
 * @property {{ family: string, image: string }[]} families what those of images that go resolve to; image may be empty
 * @property {{ check: string, count: number }[]} checked
 * @property {{ check: string, error: object | null }[]} not_checked
 *
 * @typedef {object} Plan
 * @property {'cvm-images.plan/1'} schema
 * @property {string} created
 * @property {string} expires
 * @property {string} digest
 * @property {boolean} appliable
 * @property {Reason[]} refused_by
 * @property {string} endpoint
 * @property {{ id: string, source: 'caller-identity' | 'secret-id' }} account
 * @property {Selection} selection
 * @property {Guards} guards
 * @property {PlannedRegion[]} regions
 * @property {PlannedImage[]} images
 * @property {{ delete: number, keep: number, block: number, unknown: number, size_gb: number }} summary
 *
 * @typedef {'deleted' | 'accepted' | 'failed' | 'skipped' | 'unknown'} Outcome
 *
 * @typedef {object} ImageReceipt
 * @property {string} region
 * @property {string} id
 * @property {Outcome} outcome
 * @property {Reason | null} reason
 * @property {number} attempts
 * @property {string[]} request_ids
 * @property {object | null} error
 * @property {string[]} unshared_from
 * @property {{ id: string, outcome: 'deleted' | 'left' | 'unknown' }[]} snapshots
 *
 * @typedef {object} Receipt
 * @property {'cvm-images.receipt/1'} schema
 * @property {string} plan_digest
 * @property {string} confirmed_by
 * @property {string} started
 * @property {string} finished
 * @property {number} skew_seconds
 * @property {boolean} interrupted  it was cancelled or broke off, and can be resumed
 * @property {object | null} error  why it broke off
 * @property {ImageReceipt[]} images
 * @property {{ region: string, before: number | null, after: number | null, limit: number | null }[]} quota
 * @property {Record<Outcome, number>} summary
 */

export {};
