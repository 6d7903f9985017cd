import { ControlError } from './control-error.js';
import { controlImage } from './control-images.js';
import { jsonOutcome } from './envelope.js';
import { parseFault } from './faults.js';
import { changeSettings } from './settings.js';
import { ensureRegion } from './state.js';

/** @typedef {import('./simulator.js').Simulator} Simulator */
/** @typedef {import('./types.js').Outcome} Outcome */
/** @typedef {import('./types.js').WireRequest} WireRequest */
/** @typedef {(simulator: Simulator, body: any, path: string[]) => unknown} Handler */

/**
 * The control path: no signature, JSON in and out, and only for names of this machine, so that a web page elsewhere cannot
 * reach it by a DNS name of its own.
 * @param {Simulator} simulator
 * @param {WireRequest} request
 * @returns {Outcome}
 */
export function control(simulator, request) {
  try {
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(request.headers['host'] ?? ''))
      throw new ControlError(403, 'loopback only');
    const [, , resource = '', ...path] = request.path.split('/').map(decodeURIComponent);
    const handler = Object.hasOwn(ROUTES, resource) ? ROUTES[resource]?.[request.method] : undefined;
    if (!handler)
      throw new ControlError(Object.hasOwn(ROUTES, resource) ? 405 : 404, `no ${request.method} ${request.path}`);
    return jsonOutcome(200, handler(simulator, bodyOf(request), path) ?? { ok: true });
  } catch (error) {
    const status = error instanceof ControlError ? error.status : 400;
    return jsonOutcome(status, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {WireRequest} request */
function bodyOf(request) {
  return request.body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(request.body));
}

/** @type {Record<string, Record<string, Handler>>} */
const ROUTES = {
  state: {
    GET: ({ state }) => state,
    PUT: (simulator, body) => simulator.replaceState(body),
  },
  reset: { POST: (simulator) => simulator.reset() },
  settings: {
    GET: ({ state }) => state.settings,
    PATCH: changeSettings,
  },
  images: { GET: controlImage.get, PATCH: controlImage.patch, PUT: controlImage.put, DELETE: controlImage.remove },
  regions: { GET: getRegion, PATCH: patchRegion },
  requests: {
    GET: ({ requests }) => requests.entries,
    DELETE: ({ requests }) => requests.clear(),
  },
  clock: { GET: getClock, POST: setClock },
  faults: {
    GET: ({ faults }) => faults.waiting,
    POST: (simulator, body) => {
      simulator.faults.add((Array.isArray(body) ? body : [body]).map(parseFault));
      return simulator.faults.waiting;
    },
    DELETE: ({ faults }) => faults.clear(),
  },
};

/** @type {Handler} */
function getRegion({ state }, _body, [name = '']) {
  const region = Object.hasOwn(state.regions, name) ? state.regions[name] : undefined;
  if (!region) throw new ControlError(404, `no region ${name}`);
  return region;
}

/** @type {Handler} */
function patchRegion(simulator, body, [name = '']) {
  const members = ['quota', 'images', 'instances', 'launch_templates', 'launch_configurations', 'snapshots'];
  const unknown = Object.keys(body).find((member) => !members.includes(member));
  if (!name || unknown) throw new ControlError(400, `a region has ${members.join(', ')}`);
  Object.assign(ensureRegion(simulator.state, name), body);
  simulator.changed();
  return simulator.state.regions[name];
}

/** @type {Handler} */
function getClock({ clock, state }) {
  return { ...state.clock, time_ms: clock.time_ms, wall_ms: clock.wall_ms };
}

/**
 * `offset_ms` is set, `advance_ms` is added: time that has passed does not come back.
 * @type {Handler}
 */
function setClock(simulator, body, path) {
  const { offset_ms: offset, advance_ms: advance = 0 } = body;
  if ((offset !== undefined && !Number.isFinite(offset)) || !Number.isFinite(advance) || advance < 0) {
    throw new ControlError(400, 'offset_ms is a number, advance_ms a number that is not negative');
  }
  const { clock } = simulator.state;
  if (offset !== undefined) clock.offset_ms = offset;
  clock.advance_ms += advance;
  simulator.changed();
  return getClock(simulator, body, path);
}
