// Language, theme and columns are remembered by the browser; nothing else is.
import { langOf } from '../words/words.js';
import { COLUMNS, store } from './state.js';

const NAME = 'cvm-images.preferences';

/** @returns {any} */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '{}') ?? {};
  } catch {
    return {}; // storage may be shut off
  }
}

export function readPreferences() {
  const { lang, theme, columns } = stored();
  store.set(({ table }) => ({
    lang: ['en', 'zh'].includes(lang) ? lang : langOf(navigator.language),
    theme: ['light', 'dark'].includes(theme) ? theme : 'auto',
    table: { ...table, columns: Array.isArray(columns) ? COLUMNS.filter((name) => columns.includes(name)) : COLUMNS },
  }));
}

/** Keeps the document and what is remembered in step. */
export function watchPreferences() {
  let last = '';
  const look = () => {
    const { lang, theme, table } = store.get();
    const text = JSON.stringify({ lang, theme, columns: table.columns });
    if (text === last) return;
    last = text;
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(NAME, text);
    } catch {
      // then it is asked again next time
    }
  };
  look();
  store.subscribe(look);
}
