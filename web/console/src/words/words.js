// Words in the page's language.
import { store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { EN } from './en.js';
import { ZH } from './zh.js';

/** @typedef {import('./en.js').Word} Word */
/** @typedef {Record<string, string | number>} Args */
/** @typedef {(word: Word, args?: Args) => string} Say */

/** "1st", "12th". @param {string} number */
function ordinal(number) {
  const [, ten = '', one = ''] = /(\d?)(\d)$/.exec(number) ?? [];
  return number + (ten === '1' ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[one] ?? 'th'));
}

/** @param {string} inner @param {Args} args */
function filled(inner, args) {
  const [, ranked] = /^(\w+):th$/.exec(inner) ?? [];
  if (ranked !== undefined) return ordinal(String(args[ranked]));
  const [, name, one, many] = /^(\w+)[|?]([^|]*)\|([^|]*)$/.exec(inner) ?? [];
  if (name === undefined) return String(args[inner] ?? `{${inner}}`);
  const chosen = Number(args[name]) === 1 ? one : many;
  return inner.includes('?') ? chosen : `${args[name]} ${chosen}`;
}

/** @param {string} text @param {Args} [args] */
export const fill = (text, args = {}) => text.replace(/\{([^{}]+)\}/g, (_, inner) => filled(inner, args));

/** @param {'en' | 'zh'} lang @returns {Say} */
export const sayIn = (lang) => {
  const words = lang === 'zh' ? ZH : EN;
  return (word, args) => fill(words[word] ?? word, args);
};

const SAY = { en: sayIn('en'), zh: sayIn('zh') };

export const useSay = () => SAY[useStore(store, ({ lang }) => lang)];

/** Outside of views. @type {Say} */
export const say = (word, args) => SAY[store.get().lang](word, args);

/** @param {string | null | undefined} preferred */
export const langOf = (preferred) => (preferred?.toLowerCase().startsWith('zh') ? 'zh' : 'en');

/** A word whose name is put together; what is not known is shown as it is. @param {Say} speak @param {string} prefix @param {string} name */
export function named(speak, prefix, name) {
  const word = /** @type {Word} */ (prefix + name);
  return word in EN ? speak(word) : name;
}
