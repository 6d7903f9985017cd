// The worker's API. Every refusal has a code, words and a remedy.
import { store } from '../store/state.js';

/** @typedef {import('../store/state.js').Problem} Problem */

export class ApiError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.message);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/** @param {unknown} error @returns {Problem} */
export const problemOf = (error) =>
  error instanceof ApiError ? error.problem : { code: 'internal', message: String(error), remedy: '' };

/** @type {() => void} */
let onSignedOut = () => {};

/** @param {() => void} listener  called when the session is over */
export const whenSignedOut = (listener) => void (onSignedOut = listener);

/**
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [more]  headers
 * @returns {Promise<any>}
 */
export async function api(method, path, body, more = {}) {
  const csrf = store.get().session?.csrf;
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(csrf && method !== 'GET' ? { 'x-csrf-token': csrf } : {}),
    ...more,
  };
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError({ code: 'network', message: '', remedy: '' });
  }
  if (answer.status === 204) return null;
  const value = await answer.json().catch(() => null);
  if (answer.ok && value !== null) return value;
  const error = value?.error ?? { code: `http-${answer.status}`, message: '', remedy: '' };
  if (answer.status === 401 && error.code === 'not-authenticated' && path !== '/api/session') onSignedOut();
  throw new ApiError({
    code: error.code,
    message: error.message,
    remedy: error.remedy,
    status: answer.status,
    more: error,
  });
}
