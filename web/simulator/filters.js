import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').Members} Members */
/** @typedef {import('./types.js').ParameterType} ParameterType */
/** @typedef {(item: Members, value: string) => boolean} Match */

/** @type {ParameterType} */
export const FILTERS = {
  type: 'list',
  item: {
    type: 'struct',
    members: {
      Name: { type: 'string', required: true },
      Values: { type: 'list', item: { type: 'string' }, required: true },
    },
  },
};

const LARGEST_FILTERS = 10;
const LARGEST_VALUES = 5;

/** @type {(member: string) => Match} */
export const equals = (member) => (item, value) => String(item[member] ?? '') === value;

/**
 * The service's own name search: any part of the text, capitals or not.
 * @type {(member: string) => Match}
 */
export const contains = (member) => (item, value) =>
  String(item[member] ?? '')
    .toLowerCase()
    .includes(value.toLowerCase());

/** @type {() => boolean} */
export const never = () => false;

/**
 * @param {Members} item
 * @returns {{ Key: string, Value: string }[]}
 */
const tagsOf = (item) => (Array.isArray(item.Tags) ? item.Tags : []);

/** @type {Record<string, Match>} */
export const TAG_FILTERS = {
  'tag-key': (item, value) => tagsOf(item).some((tag) => tag.Key === value),
  'tag-value': (item, value) => tagsOf(item).some((tag) => tag.Value === value),
};

/**
 * Filters are joined by AND, the values of one filter by OR.
 * @template {Members} T
 * @param {T[]} items
 * @param {{ Name: string, Values: string[] }[] | undefined} filters
 * @param {Record<string, Match>} known
 * @returns {T[]}
 */
export function applyFilters(items, filters, known) {
  if (!filters) return items;
  if (filters.length > LARGEST_FILTERS) {
    throw new ServiceError('InvalidParameterValue.LimitExceeded', `More than ${LARGEST_FILTERS} filters were given.`);
  }
  return filters.reduce((left, filter) => {
    const matches = matchOf(filter.Name, known);
    if (filter.Values.length > LARGEST_VALUES) {
      throw new ServiceError(
        'InvalidFilterValue.LimitExceeded',
        `Filter \`${filter.Name}\` has more than ${LARGEST_VALUES} values.`,
      );
    }
    return left.filter((item) => filter.Values.some((value) => matches(item, value)));
  }, items);
}

/**
 * @param {string} name
 * @param {Record<string, Match>} known
 * @returns {Match}
 */
function matchOf(name, known) {
  const match = Object.hasOwn(known, name) ? known[name] : undefined;
  if (match) return match;
  if (name.startsWith('tag:') && name.length > 4 && 'tag-key' in known) {
    const key = name.slice(4);
    return (item, value) => tagsOf(item).some((tag) => tag.Key === key && tag.Value === value);
  }
  throw new ServiceError('InvalidFilter', `The filter \`${name}\` is not supported.`);
}
