// A program that uses the worker, with a bearer token.
import { randomUUID } from 'node:crypto';

/**
 * @typedef {{ status: number, headers: Headers, body: any, text: string }} Answer
 * @typedef {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>} Api
 */

/** Everything that workers answered to `apiOf`, heads and bodies: searched for secrets in the end. @type {string[]} */
export const heard = [];

/** @param {() => string} url @param {Record<string, string>} common @returns {Api} */
export const apiOf = (url, common) => async (method, path, body, headers) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(url() + path, {
    method,
    redirect: 'manual',
    headers: { ...common, ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
  const received = await answer.text();
  heard.push(JSON.stringify([...answer.headers]), received);
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(received) : null, text: received };
};

/** @param {string} url @param {string} token */
export const bearer = (url, token) => apiOf(() => url, { authorization: `Bearer ${token}` });

const PAUSE_MS = 100;

/** Asks until a job is over. @param {Api} api @param {string} id @param {number} [withinMs] @returns {Promise<any>} */
export async function finished(api, id, withinMs = 60_000) {
  for (const end = Date.now() + withinMs; ;) {
    const { status, body } = await api('GET', `/api/jobs/${id}`);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    if (body.finished) return body;
    if (Date.now() > end) throw new Error(`not over within ${withinMs} ms: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** @param {Api} api @param {any} request @returns {Promise<any>} the job, with plan and seal */
export async function planned(api, request) {
  const { status, body } = await api('POST', '/api/plans', request);
  if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
  return finished(api, body.id);
}

/** What confirms a plan. @param {any} job */
export const confirmation = ({ id, plan, seal }) => ({
  plan_job: id,
  seal,
  digest: plan.digest,
  regions: [
    ...new Set(
      plan.images.filter((/** @type {any} */ i) => i.verdict === 'delete').map((/** @type {any} */ i) => i.region),
    ),
  ],
  count: plan.summary.delete,
});

/** @param {Api} api @param {any} body @param {string} [key] */
export const apply = (api, body, key = randomUUID()) => api('POST', '/api/jobs', body, { 'idempotency-key': key });
