// The bindings, read once and strictly. What is wrong is told by name, never by value.

/**
 * @typedef {'viewer' | 'operator'} Role
 * @typedef {{ name: string, role: Role, hash: string }} TokenEntry
 *
 * @typedef {object} Policy
 * @property {string} name
 * @property {string[]} regions
 * @property {import('./desk/documents.js').Selection} selection
 * @property {import('./desk/documents.js').Guards} guards
 * @property {'report' | 'apply'} mode
 * @property {string} webhook  empty: nobody is told
 *
 * @typedef {object} Settings
 * @property {{ secretId: string, secretKey: string, token?: string }} credential
 * @property {string} endpoint  empty: the service's own hosts
 * @property {Record<string, number>} rates  action → requests a second, for accounts with other limits
 * @property {TokenEntry[]} tokens
 * @property {string} sessionKey
 * @property {number} sessionEpoch
 * @property {string} sealKey
 * @property {Set<string>} regions
 * @property {Set<string>} origins  beside the worker's own
 * @property {boolean} allowApply
 * @property {number} maxDeletesPerDay
 * @property {number} approvers
 * @property {number} batch  images in one DeleteImages request, at most
 * @property {{ team: string, audience: string, operators: Set<string> } | null} access
 * @property {Policy | null} policy
 */

/** @typedef {Record<string, unknown>} Bindings */

export class SettingsError extends Error {
  /** @param {string[]} faults */
  constructor(faults) {
    super(faults.join('; '));
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/;

/** Collects what is wrong while the bindings are read. */
class Reader {
  /** @type {string[]} */
  faults = [];

  /** @param {Bindings} bindings */
  constructor(bindings) {
    this.bindings = bindings;
  }

  /** @param {string} name */
  text(name) {
    const value = this.bindings[name];
    return typeof value === 'string' ? value.trim() : '';
  }

  /** @param {string} name */
  required(name) {
    const value = this.text(name);
    if (!value) this.faults.push(`${name} is not set`);
    return value;
  }

  /** @param {string} name */
  key(name) {
    const value = this.required(name);
    if (value && value.length < 43) this.faults.push(`${name} has fewer than 256 bits in base64`);
    return value;
  }

  /** @param {string} name */
  list(name) {
    return this.text(name)
      .split(/[\s,]+/)
      .filter((item) => item !== '');
  }

  /** @param {string} name @param {number} absent @param {number} least */
  number(name, absent, least) {
    const value = this.text(name);
    if (value === '') return absent;
    if (/^\d{1,9}$/.test(value) && Number(value) >= least) return Number(value);
    this.faults.push(`${name} is not a whole number of at least ${least}`);
    return absent;
  }

  /** Anything but the two words is a fault: a typing error must not allow anything. @param {string} name */
  flag(name) {
    const value = this.text(name);
    if (!['', 'true', 'false'].includes(value)) this.faults.push(`${name} is neither "true" nor "false"`);
    return value === 'true';
  }
}

/** @param {Reader} reader @returns {TokenEntry[]} */
function readTokens(reader) {
  /** @type {TokenEntry[]} */
  const entries = [];
  for (const [i, item] of reader.list('AUTH_TOKENS').entries()) {
    const [, name, role, hash] = /^([A-Za-z0-9._@+-]{1,64}):(viewer|operator):([0-9a-f]{64})$/.exec(item) ?? [];
    if (!name) reader.faults.push(`AUTH_TOKENS: entry ${i + 1} is not name:viewer|operator:sha256`);
    else if (entries.some((entry) => entry.name === name)) {
      reader.faults.push(`AUTH_TOKENS: the name of entry ${i + 1} is there twice`);
    } else if (entries.some((entry) => entry.hash === hash)) {
      reader.faults.push(`AUTH_TOKENS: the token of entry ${i + 1} is there twice`); // one person, two voices
    } else entries.push({ name, role: /** @type {Role} */ (role), hash });
  }
  return entries;
}

/** The team's own host, which is the only one that keys are fetched from. @param {Reader} reader */
function readAccess(reader) {
  const team = reader.text('ACCESS_TEAM');
  const audience = reader.text('ACCESS_AUD');
  const operators = new Set(reader.list('ACCESS_OPERATORS'));
  if (!team && !audience) return null;
  if (!team || !audience) reader.faults.push('ACCESS_TEAM and ACCESS_AUD are only of use together');
  if (LOOPBACK.test(team)) return { team: team.replace(/\/$/, ''), audience, operators };
  const [, name] = /^(?:https:\/\/)?([a-z0-9-]{1,63})(?:\.cloudflareaccess\.com\/?)?$/.exec(team) ?? [];
  if (team && !name) reader.faults.push('ACCESS_TEAM is not a team name of cloudflareaccess.com');
  return { team: `https://${name}.cloudflareaccess.com`, audience, operators };
}

/** @param {Reader} reader */
function readRates(reader) {
  /** @type {Record<string, number>} */
  const rates = {};
  for (const item of reader.list('RATES')) {
    const [, action, rate] = /^([A-Z][A-Za-z]+)=(\d{1,4})$/.exec(item) ?? [];
    if (action) rates[action] = Number(rate);
    else reader.faults.push('RATES is not a list of ACTION=N');
  }
  return rates;
}

/** @param {Reader} reader @param {Set<string>} regions @returns {Policy | null} */
function readPolicy(reader, regions) {
  const given = reader.bindings.POLICY;
  if (given === undefined || given === '') return null;
  try {
    const {
      name = 'policy',
      regions: wanted = [...regions],
      selection,
      guards = {},
      mode,
      webhook = '',
      ...rest
    } = typeof given === 'string' ? JSON.parse(given) : /** @type {any} */ (given);
    const fault =
      (Object.keys(rest).length > 0 && `has an unknown member ${Object.keys(rest)[0]}`) ||
      (!/^[a-z0-9-]{1,40}$/.test(name) && 'has a name that is not a-z, 0-9 and dashes') ||
      (!['report', 'apply'].includes(mode) && 'has a mode that is neither report nor apply') ||
      (!(selection && typeof selection === 'object') && 'has no selection') ||
      (!Array.isArray(wanted) && 'has regions that are no list') ||
      (!wanted.every((/** @type {any} */ region) => regions.has(region)) && 'names a region outside ALLOWED_REGIONS') ||
      (webhook !== '' && !isWebhook(webhook) && 'has a webhook that is no https address');
    if (!fault) return { name, regions: wanted, selection, guards, mode, webhook };
    reader.faults.push(`POLICY ${fault}`);
  } catch {
    reader.faults.push('POLICY is not JSON');
  }
  return null;
}

/** @param {unknown} text */
function isWebhook(text) {
  const url = typeof text === 'string' ? (URL.parse?.(text) ?? parsed(text)) : null;
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || LOOPBACK.test(`${url.origin}/`);
}

/** @param {string} text */
function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** @param {Reader} reader */
function readEndpoint(reader) {
  const endpoint = reader.text('CVM_ENDPOINT');
  if (endpoint && !LOOPBACK.test(endpoint) && !/^https:\/\/[a-z0-9.-]+(:\d+)?\/?$/.test(endpoint)) {
    reader.faults.push('CVM_ENDPOINT is neither https://host nor loopback');
  }
  return endpoint;
}

/**
 * Throws a SettingsError that names each fault. Without a way to know who asks, there is nothing to serve.
 * @param {Bindings} bindings
 * @returns {Settings}
 */
export function readSettings(bindings) {
  const reader = new Reader(bindings);
  const tokens = readTokens(reader);
  const access = readAccess(reader);
  if (tokens.length === 0 && !access)
    reader.faults.push('no authentication is configured (AUTH_TOKENS or ACCESS_TEAM)');
  const regions = new Set(reader.list('ALLOWED_REGIONS'));
  if (regions.size === 0) reader.faults.push('ALLOWED_REGIONS names no region');
  if (![...regions].every((region) => REGION.test(region))) reader.faults.push('ALLOWED_REGIONS: not a region name');
  const token = reader.text('TENCENTCLOUD_TOKEN');
  const settings = {
    credential: {
      secretId: reader.required('TENCENTCLOUD_SECRET_ID'),
      secretKey: reader.required('TENCENTCLOUD_SECRET_KEY'),
      ...(token ? { token } : {}),
    },
    endpoint: readEndpoint(reader),
    rates: readRates(reader),
    tokens,
    access,
    regions,
    sessionKey: reader.key('SESSION_KEY'),
    sessionEpoch: reader.number('SESSION_EPOCH', 0, 0),
    sealKey: reader.key('SEAL_KEY'),
    origins: new Set(reader.list('ALLOWED_ORIGINS').map((origin) => origin.replace(/\/$/, ''))),
    allowApply: reader.flag('ALLOW_APPLY'),
    maxDeletesPerDay: reader.number('MAX_DELETES_PER_DAY', 100, 0),
    approvers: reader.number('APPROVERS', 1, 1),
    batch: reader.number('BATCH', 100, 1),
    policy: readPolicy(reader, regions),
  };
  if (settings.approvers > 2) reader.faults.push('APPROVERS is 1 or 2');
  if (settings.sealKey && settings.sealKey === settings.sessionKey) {
    reader.faults.push('SEAL_KEY and SESSION_KEY are the same');
  }
  if (reader.faults.length > 0) throw new SettingsError(reader.faults);
  return settings;
}

/** @typedef {(text: string) => string} Scrub */

/** Replaces every secret of the settings in a text: the last door before a log or an error. @param {Settings} settings @returns {Scrub} */
export function scrubber({ credential, sessionKey, sealKey }) {
  const secrets = [credential.secretKey, credential.token ?? '', credential.secretId, sessionKey, sealKey];
  const known = secrets.filter((secret) => secret.length >= 8);
  return (text) => known.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
