import { api } from './http.js';

/**
 * @typedef {object} Explanation  what was signed, stage by stage, and what came back; nothing of the key is in it
 * @property {string} method
 * @property {string} url
 * @property {string} canonical_request
 * @property {string} string_to_sign
 * @property {string} credential_scope
 * @property {Record<string, string>} headers
 * @property {string} curl
 * @property {number | null} status  of the service's last answer
 * @property {string | null} request_id
 * @property {unknown} answer
 * @property {import('../store/state.js').Problem | null} error
 */

/**
 * Makes the read once more and shows how.
 * @param {string} action @param {string} region @param {string} params
 * @returns {Promise<Explanation>}
 */
export async function explain(action, region, params) {
  const path = `/api/explain/${encodeURIComponent(action)}?region=${encodeURIComponent(region)}`;
  const shown = await api('POST', path, JSON.parse(params));
  return { ...shown, error: shown.error && { ...shown.error, more: shown.error } };
}
