// Where one is, in the address: a reload or another tab shows the same.
import { store } from '../store/state.js';

const VIEWS = ['images', 'rules', 'plans', 'jobs', 'requests'];

/** @param {string} hash @returns {import('../store/state.js').Route} */
export function routeOf(hash) {
  const [view = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  const known = VIEWS.includes(view) && /^[a-z0-9-]{0,64}$/.test(id);
  return known ? { view, id } : { view: 'images', id: '' };
}

/** @param {string} view @param {string} [id] */
export const hashOf = (view, id = '') => (id ? `#/${view}/${id}` : `#/${view}`);

/** @param {string} view @param {string} [id] */
export function go(view, id = '') {
  location.hash = hashOf(view, id);
}

export function watchRoute() {
  const read = () => store.set({ route: routeOf(location.hash), problem: null });
  addEventListener('hashchange', read);
  read();
}
