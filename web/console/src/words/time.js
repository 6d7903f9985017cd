// Instants and spans, as short as they stay clear.

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {'en' | 'zh'} lang @param {Intl.DateTimeFormatOptions} options */
function format(lang, options) {
  const key = lang + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', options);
  formats.set(key, made);
  return made;
}

/** @param {string | number} at @param {'en' | 'zh'} lang */
export const dateTime = (at, lang) =>
  format(lang, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(
    new Date(at),
  );

/** @param {string | number} at @param {'en' | 'zh'} lang */
export const clock = (at, lang) =>
  format(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

/** @param {string | number} at @param {'en' | 'zh'} lang */
export const day = (at, lang) =>
  format(lang, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(at));

/** @param {number} ms @param {import('./words.js').Say} say */
export function span(ms, say) {
  const seconds = Math.max(Math.round(ms / 1000), 1);
  return seconds < 90 ? say('seconds', { n: seconds }) : say('minutes', { n: Math.round(seconds / 60) });
}
