import { parametersFromQuery } from './query-parameters.js';
import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').Members} Members */
/** @typedef {import('./types.js').ParameterType} ParameterType */
/** @typedef {import('./types.js').WireRequest} WireRequest */

/**
 * The parameters as they arrived, of the right structure but not checked against the action.
 * @param {WireRequest} request
 * @param {Record<string, ParameterType>} definitions
 * @returns {Members}
 */
export function readParameters(request, definitions) {
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (request.method === 'GET') {
    requireContentType(contentType, 'application/x-www-form-urlencoded');
    return parametersFromQuery(request.query, definitions);
  }
  requireContentType(contentType, 'application/json');
  const value = parseJson(request.body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('InvalidRequest', 'The body is not a JSON object.');
  }
  return value;
}

/**
 * @param {string | undefined} given
 * @param {string} expected
 */
function requireContentType(given, expected) {
  if (given !== expected) throw new ServiceError('InvalidRequest', `The Content-Type has to be ${expected}.`);
}

/** @param {Uint8Array} body */
function parseJson(body) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ServiceError('InvalidRequest', 'The body is not valid JSON.');
  }
}

/**
 * @param {Members} parameters
 * @param {Record<string, ParameterType>} definitions
 * @param {string} [prefix]
 */
export function checkParameters(parameters, definitions, prefix = '') {
  for (const name of Object.keys(parameters)) {
    if (!Object.hasOwn(definitions, name)) {
      throw new ServiceError('UnknownParameter', `The parameter \`${prefix}${name}\` is not recognized.`);
    }
  }
  for (const [name, definition] of Object.entries(definitions)) {
    const value = parameters[name];
    const empty = value === undefined || (definition.type === 'list' && Array.isArray(value) && value.length === 0);
    if (empty && definition.required) {
      throw new ServiceError('MissingParameter', `The request is missing a required parameter \`${prefix}${name}\`.`);
    }
    if (value !== undefined) checkType(value, definition, `${prefix}${name}`);
  }
}

/**
 * @param {unknown} value
 * @param {ParameterType} definition
 * @param {string} name
 */
function checkType(value, definition, name) {
  if (!hasType(value, definition)) {
    throw new ServiceError('InvalidParameter', `The value of parameter \`${name}\` is not of type ${definition.type}.`);
  }
  if (definition.type === 'struct') checkParameters(/** @type {Members} */ (value), definition.members, `${name}.`);
  if (definition.type === 'list') {
    /** @type {unknown[]} */ (value).forEach((item, index) => checkType(item, definition.item, `${name}.${index}`));
  }
}

/**
 * @param {unknown} value
 * @param {ParameterType} definition
 */
function hasType(value, definition) {
  if (definition.type === 'integer') return Number.isInteger(value);
  if (definition.type === 'list') return Array.isArray(value);
  if (definition.type === 'struct') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === definition.type;
}
