// A read, shown: what was signed, stage by stage, what went out and what came back. The key is in none of it, and what
// names it or stands for it is replaced.
import { textOf } from '../desk/engine-room.js';
import { Problem, problemOf } from '../http/problem.js';
import { call, cutAnswer } from './read.js';

/** @typedef {import('../desk/engine-room.js').EngineRoom} EngineRoom */
/** @typedef {ReturnType<import('cvm-images').Signer['explain']>} Explained */

/** What the service said, cut like every answer; of one that is no JSON of its only the status is told. @param {any} end @param {string} action */
function answerOf(end, action) {
  if (end?.type !== 'answered') return null;
  try {
    const response = JSON.parse(textOf(end.body) ?? '').Response;
    return response ? cutAnswer(response, action) : null;
  } catch (error) {
    if (error instanceof Problem) throw error;
    return null;
  }
}

/** @param {any} error */
function told(error) {
  const problem = error instanceof Problem ? error : problemOf(error);
  return { code: problem.code, message: problem.message, remedy: problem.remedy, ...problem.more };
}

/**
 * Makes the call as `/api/call` does. What never went out is refused as there; of what went out the last attempt is shown,
 * also when it failed.
 * @param {EngineRoom} room
 * @param {string} action @param {string} region @param {object} params
 */
export async function explain(room, action, region, params) {
  /** @type {{ explained: Explained | null, end: any, attempts: number }} */
  const seen = { explained: null, end: null, attempts: 0 };
  const world = room.explaining(
    (explained) => {
      seen.explained = explained;
      seen.end = null;
      seen.attempts += 1;
    },
    (end) => void (seen.end = end),
  );
  const { error } = await call(room, world, { action, region, params });
  if (!seen.explained) throw error;
  return shown(seen.explained, seen, room, action, error);
}

/**
 * @param {Explained} explained @param {{ end: any, attempts: number }} seen
 * @param {EngineRoom} room @param {string} action @param {unknown} error
 */
function shown(explained, { end, attempts }, room, action, error) {
  // The action is not signed: with the whole signature of a read its body could be sent as another action's.
  const mask = (/** @type {string} */ text) => room.mask(text).replace(/(Signature=[0-9a-f]{8})[0-9a-f]{56}/g, '$1…');
  const headers = Object.entries(explained.headers).map(([name, value]) => [name, mask(value)]);
  const answer = answerOf(end, action);
  return {
    method: explained.method,
    url: explained.url,
    canonical_request: mask(explained.canonicalRequest),
    string_to_sign: mask(explained.stringToSign),
    credential_scope: explained.credentialScope,
    headers: Object.fromEntries(headers),
    curl: mask(explained.curl),
    attempts,
    status: end?.status ?? null,
    request_id: answer?.RequestId ?? null,
    answer,
    error: error ? told(error) : null,
  };
}
