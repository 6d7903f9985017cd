import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').ParameterType} ParameterType */

/**
 * A GET spells lists as `Name.0` and structures as `Filters.0.Name`, and every value is text. This puts the tree together
 * again and turns the text into the type that the action defines, so that both methods meet the same checks afterwards.
 * @param {string} query
 * @param {Record<string, ParameterType>} definitions
 */
export function parametersFromQuery(query, definitions) {
  /** @type {Record<string, unknown>} */
  const tree = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) insert(tree, name.split('.'), value);
  return convertStruct(tree, definitions);
}

/**
 * @param {Record<string, unknown>} tree
 * @param {string[]} path
 * @param {string} value
 */
function insert(tree, path, value) {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    if (head in tree) throw malformed(head);
    tree[head] = value;
    return;
  }
  tree[head] ??= Object.create(null);
  const branch = tree[head];
  if (typeof branch !== 'object') throw malformed(head);
  insert(/** @type {Record<string, unknown>} */ (branch), rest, value);
}

/** @param {string} name */
const malformed = (name) => new ServiceError('InvalidParameter', `The parameter \`${name}\` has the wrong form.`);

/**
 * @param {Record<string, unknown>} tree
 * @param {Record<string, ParameterType>} definitions
 */
function convertStruct(tree, definitions) {
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const [name, value] of Object.entries(tree)) {
    const definition = definitions[name];
    result[name] = definition ? convert(value, definition) : value;
  }
  return result;
}

/**
 * What cannot be converted stays as it is; the type check names it then.
 * @param {unknown} value
 * @param {ParameterType} definition
 * @returns {unknown}
 */
function convert(value, definition) {
  if (typeof value === 'string') {
    if (definition.type === 'integer') return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (definition.type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
    return value;
  }
  const tree = /** @type {Record<string, unknown>} */ (value);
  if (definition.type === 'struct') return convertStruct(tree, definition.members);
  if (definition.type !== 'list') return value;
  const indices = Object.keys(tree);
  if (!indices.every((index) => /^\d{1,6}$/.test(index))) return value;
  return indices.sort((a, b) => Number(a) - Number(b)).map((index) => convert(tree[index], definition.item));
}
