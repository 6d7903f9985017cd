/** @typedef {import('./types.js').RegionState} RegionState */
/** @typedef {import('./types.js').Seed} Seed */
/** @typedef {import('./types.js').Settings} Settings */
/** @typedef {import('./types.js').State} State */

const DEFAULT_QUOTA = 500;

/** @type {Settings} */
const DEFAULT_SETTINGS = {
  visible_after_delete_ms: 1500,
  max_ids: 100,
  partial: false,
  latency_ms: 0,
  dry_run_answer: 'success',
  delete_again: 'NotFound',
  bound_snapshots: 'all',
  rates: {},
};

/**
 * @param {Partial<RegionState>} [given]
 * @returns {RegionState}
 */
function completeRegion(given = {}) {
  return {
    quota: DEFAULT_QUOTA,
    images: [],
    instances: [],
    launch_templates: [],
    launch_configurations: [],
    snapshots: [],
    ...given,
  };
}

/**
 * A state out of a seed or of an earlier state: missing parts are filled in, nothing is shared with the argument.
 * @param {Pick<Seed, 'account' | 'regions' | 'settings'> & { clock?: import('./types.js').ClockState }} given
 * @param {Partial<Settings>} [settings]  weigh more than the given ones
 * @returns {State}
 */
export function createState(given, settings = {}) {
  const { account, regions, settings: own = {}, clock } = structuredClone({ ...given, credentials: undefined });
  if (typeof account?.AccountId !== 'string' || typeof regions !== 'object' || regions === null) {
    throw new TypeError('a state needs account.AccountId and regions');
  }
  return {
    account: { ...account, sub_accounts: account.sub_accounts ?? [] },
    regions: Object.fromEntries(Object.entries(regions).map(([name, region]) => [name, completeRegion(region)])),
    settings: { ...DEFAULT_SETTINGS, ...own, ...settings, rates: { ...own.rates, ...settings.rates } },
    clock: { offset_ms: 0, advance_ms: 0, ...clock },
  };
}

/**
 * @param {State} state
 * @param {string} name
 * @returns {RegionState}
 */
export function regionState(state, name) {
  return (Object.hasOwn(state.regions, name) ? state.regions[name] : undefined) ?? completeRegion();
}

/**
 * The same, but the region is kept from now on.
 * @param {State} state
 * @param {string} name
 */
export function ensureRegion(state, name) {
  const region = regionState(state, name);
  state.regions[name] = region;
  return region;
}

/**
 * Deleted images that no list shows any more are dropped.
 * @param {State} state
 * @param {number} timeMs
 */
export function purgeDeleted(state, timeMs) {
  const { visible_after_delete_ms: visible } = state.settings;
  for (const region of Object.values(state.regions)) {
    if (region.images.some((image) => image.deleted_at_ms !== undefined)) {
      region.images = region.images.filter(({ deleted_at_ms: at }) => at === undefined || timeMs < at + visible);
    }
  }
}
