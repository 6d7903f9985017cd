import { createStore } from './store.js';

/**
 * @typedef {import('cvm-images').Client} Client
 * @typedef {Awaited<ReturnType<Client['plan']>>} Plan
 * @typedef {Awaited<ReturnType<Client['apply']>>} Receipt
 * @typedef {Plan['images'][number]} PlannedImage
 * @typedef {PlannedImage['reasons'][number]} Reason
 * @typedef {Plan['selection']} Selection
 * @typedef {Plan['guards']} Guards
 *
 * @typedef {object} Session
 * @property {string} name
 * @property {'viewer' | 'operator'} role
 * @property {'session' | 'token' | 'access'} via
 * @property {string | null} login  when the secret was shown last; null: never, as through Cloudflare Access
 * @property {string | null} csrf
 * @property {string[]} regions  that may be touched
 * @property {boolean} apply  may this person delete here
 * @property {number} approvers
 *
 * An image of the table.
 * @typedef {object} Row
 * @property {string} key  region and id
 * @property {string} region
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {string} state
 * @property {number | null} created  Unix milliseconds; null: nobody knows
 * @property {number | null} sizeGb
 * @property {string} family
 * @property {{ key: string, value: string }[]} tags
 * @property {string[]} snapshots
 * @property {string[] | null} sharedWith  null: not asked yet
 * @property {{ type: string, id: string, name: string }[] | null} references  null: not asked yet
 * @property {'block' | 'unknown' | 'keep' | 'delete' | null} verdict  of the core, were all images meant; null: not known yet
 * @property {Reason[]} reasons
 *
 * @typedef {object} RegionScan
 * @property {'reading' | 'done' | 'failed'} status
 * @property {number} read
 * @property {number | null} total
 * @property {number | null} used
 * @property {number | null} quota
 * @property {any} error
 * @property {{ check: string, error: any }[]} notChecked
 *
 * @typedef {object} Problem
 * @property {string} code
 * @property {string} message
 * @property {string} remedy
 * @property {number} [status]
 * @property {Record<string, any>} [more]
 *
 * @typedef {object} RuleForm  texts as they were typed
 * @property {string} name
 * @property {string} minAge
 * @property {string} keepNewest
 * @property {string} per
 * @property {string} perTag
 * @property {string} family
 * @property {string} tag
 * @property {string} state
 * @property {string} free
 * @property {string} untilBelow
 *
 * @typedef {object} Preview
 * @property {'idle' | 'working' | 'done' | 'failed'} status
 * @property {Map<string, { verdict: PlannedImage['verdict'], reasons: Reason[] }>} verdicts  by key
 * @property {Plan['summary'] | null} summary
 * @property {Reason[]} refusedBy
 * @property {Problem | null} problem
 *
 * @typedef {object} Sort
 * @property {string} by
 * @property {boolean} down
 *
 * @typedef {object} TableState
 * @property {Sort} sort
 * @property {string} search
 * @property {string} state  a state, or empty for any
 * @property {string} region
 * @property {string} age  days at least, or empty
 * @property {string} use  `free`, `used`, `shared`, `ticked`, or empty
 * @property {string[]} columns
 *
 * @typedef {object} Request  a read that the page made
 * @property {number} n
 * @property {string} action
 * @property {string} region
 * @property {string} params
 * @property {number} at
 * @property {number | null} ms  null: no answer yet
 * @property {number} status
 * @property {string} requestId
 * @property {Problem | null} problem
 * @property {string} answer  its beginning
 *
 * @typedef {{ view: string, id: string }} Route
 *
 * @typedef {object} State
 * @property {'asking' | 'out' | 'in'} signedIn
 * @property {boolean} expired  signed out without having asked for it
 * @property {Session | null} session
 * @property {string | null} account
 * @property {Route} route
 * @property {'en' | 'zh'} lang
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {string[]} regions  chosen
 * @property {'idle' | 'reading' | 'done' | 'failed'} scanStatus
 * @property {number} scannedAt
 * @property {Problem | null} scanProblem
 * @property {Record<string, RegionScan>} scans
 * @property {Row[]} rows
 * @property {Map<string, string>} names  of all images that were ever read, by key: jobs know them by their ids
 * @property {Set<string>} ticked  keys
 * @property {TableState} table
 * @property {RuleForm} rules
 * @property {Preview} preview
 * @property {Guards} guards  for the next plan
 * @property {any[]} jobs
 * @property {any | null} job  the one that is looked at, as the worker told it
 * @property {Map<string, string>} imageStates  of that job, by key
 * @property {any[]} events  of that job, the latest last
 * @property {Problem | null} jobProblem
 * @property {Request[]} requests
 * @property {Problem | null} problem  of what was asked for last
 * @property {string} busy  what is being asked for
 * @property {string} said  for screen readers
 */

export const COLUMNS = ['name', 'state', 'type', 'family', 'age', 'size', 'tags', 'shared', 'used'];

/** @type {RuleForm} */
export const NO_RULES = {
  name: '',
  minAge: '',
  keepNewest: '',
  per: 'name-prefix',
  perTag: '',
  family: '',
  tag: '',
  state: '',
  free: '',
  untilBelow: '',
};

/** @type {Preview} */
export const NO_PREVIEW = { status: 'idle', verdicts: new Map(), summary: null, refusedBy: [], problem: null };

/** @type {State} */
export const INITIAL = {
  signedIn: 'asking',
  expired: false,
  session: null,
  account: null,
  route: { view: 'images', id: '' },
  lang: 'en',
  theme: 'auto',
  regions: [],
  scanStatus: 'idle',
  scannedAt: 0,
  scanProblem: null,
  scans: {},
  rows: [],
  names: new Map(),
  ticked: new Set(),
  table: {
    sort: { by: 'age', down: true },
    search: '',
    state: '',
    region: '',
    age: '',
    use: '',
    columns: COLUMNS,
  },
  rules: NO_RULES,
  preview: NO_PREVIEW,
  guards: {},
  jobs: [],
  job: null,
  imageStates: new Map(),
  events: [],
  jobProblem: null,
  requests: [],
  problem: null,
  busy: '',
  said: '',
};

export const store = createStore(INITIAL);
