import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').Members} Members */
/** @typedef {import('./types.js').ParameterType} ParameterType */

/** @type {Record<string, ParameterType>} */
export const PAGING = { Offset: { type: 'integer' }, Limit: { type: 'integer' } };

const DEFAULT_LIMIT = 20;
const LARGEST_LIMIT = 100;

/**
 * @template T
 * @param {T[]} items
 * @param {Members} parameters
 * @param {string} [code]  the action's code for a value out of range
 * @returns {T[]}
 */
export function page(items, parameters, code = 'InvalidParameterValue') {
  const offset = parameters.Offset ?? 0;
  const limit = parameters.Limit ?? DEFAULT_LIMIT;
  if (offset < 0) throw new ServiceError(code, `The value \`${offset}\` of Offset is negative.`);
  if (limit < 1 || limit > LARGEST_LIMIT) {
    throw new ServiceError(code, `The value \`${limit}\` of Limit is not between 1 and ${LARGEST_LIMIT}.`);
  }
  return items.slice(offset, offset + limit);
}
