import { store } from '../store/state.js';
import { api, ApiError, whenSignedOut } from './http.js';

/** A little under the five minutes that the worker allows, for the way there. */
const FRESH_MS = 4.75 * 60_000;

/** @param {import('../store/state.js').Session} session */
function signedIn(session) {
  store.set(({ regions }) => {
    const still = regions.filter((region) => session.regions.includes(region));
    return { session, signedIn: 'in', expired: false, regions: still.length > 0 ? still : session.regions.slice(0, 1) };
  });
}

/** Somebody may be signed in already, or come through Access. */
export async function resume() {
  try {
    signedIn(await api('GET', '/api/session'));
  } catch (error) {
    const problem = error instanceof ApiError && error.problem.status !== 401 ? error.problem : null;
    store.set({ signedIn: 'out', problem });
  }
}

/** The token goes to the worker and is kept nowhere. @param {string} token */
export async function signIn(token) {
  signedIn(await api('POST', '/api/session', { token }));
}

export async function signOut() {
  await api('DELETE', '/api/session').catch(() => {});
  location.hash = '';
  location.reload(); // nothing of the session stays in memory
}

/** What was chosen stays, so that one can go on after signing in again. */
export function signedOut() {
  const { signedIn, scanStatus } = store.get();
  if (signedIn !== 'in') return;
  store.set({ signedIn: 'out', expired: true, scanStatus: scanStatus === 'reading' ? 'idle' : scanStatus });
}

whenSignedOut(signedOut);

/** Deleting takes a login of the last minutes. @param {import('../store/state.js').Session} session */
export const isFresh = ({ via, login }) =>
  via === 'token' || (login !== null && Date.now() - Date.parse(login) < FRESH_MS);
