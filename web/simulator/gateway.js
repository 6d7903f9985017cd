import { ACTIONS } from './actions/index.js';
import { checkParameters, readParameters } from './parameters.js';
import { checkRegion, REGION_NAMES } from './regions.js';
import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').Action} Action */
/** @typedef {import('./types.js').WireRequest} WireRequest */

const LARGEST_GET = 32 * 1024;
export const LARGEST_POST = 10 * 1024 * 1024;

/**
 * What can be told of a request without a look at its signature.
 * @param {WireRequest} request
 */
export function checkEnvelope(request) {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw new ServiceError('UnsupportedProtocol', 'Only GET and POST are supported.');
  }
  const tooLarge =
    request.method === 'GET'
      ? request.path.length + request.query.length + 1 > LARGEST_GET
      : request.body_too_large || request.body.length > LARGEST_POST;
  if (tooLarge) {
    const limit = request.method === 'GET' ? '32 KiB' : '10 MiB';
    throw new ServiceError('RequestSizeLimitExceeded', `The request size exceeds the limit ${limit}.`);
  }
}

/**
 * @param {Record<string, string>} headers
 * @returns {{ name: string, action: Action }}
 */
export function findAction(headers) {
  const name = headers['x-tc-action'];
  const version = headers['x-tc-version'];
  if (!name) throw new ServiceError('MissingParameter', 'The request is missing the common parameter `Action`.');
  if (!version) throw new ServiceError('MissingParameter', 'The request is missing the common parameter `Version`.');
  const candidates = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!candidates) throw new ServiceError('InvalidAction', `The action \`${name}\` is invalid or not found.`);
  const action = candidates.find((candidate) => candidate.version === version);
  if (!action)
    throw new ServiceError('NoSuchVersion', `The API version \`${version}\` of action \`${name}\` does not exist.`);
  return { name, action };
}

/**
 * @param {import('./types.js').Credential} credential
 * @param {string} name
 * @param {Action} action
 */
export function checkPermission(credential, name, action) {
  if (credential.denied?.includes(name)) {
    throw new ServiceError(
      'UnauthorizedOperation',
      `you are not authorized to perform operation (${action.service}:${name})`,
    );
  }
}

/**
 * The region whose data is meant; an action that needs none ignores what was sent.
 * @param {WireRequest} request
 * @param {Action} action
 * @param {import('./types.js').State} state
 */
export function regionOf(request, action, state) {
  const region = request.headers['x-tc-region'] ?? '';
  if (!action.needs_region) return '';
  const known = Object.hasOwn(REGION_NAMES, region) || Object.hasOwn(state.regions, region);
  return checkRegion(region, request.headers['host'] ?? '', { known, imageAction: action.image_action });
}

/**
 * @param {WireRequest} request
 * @param {Action} action
 */
export function parametersOf(request, action) {
  const parameters = readParameters(request, action.parameters);
  checkParameters(parameters, action.parameters);
  return parameters;
}

/**
 * The parameters for the log: whatever can be read of them.
 * @param {WireRequest} request
 */
export function parametersForLog(request) {
  try {
    return readParameters(request, findAction(request.headers).action.parameters);
  } catch {
    return null;
  }
}
