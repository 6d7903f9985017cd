// The answers that were read, and a transport over them: the core's Planner runs on it, first with the worker behind it,
// then, for previews of rules, with nothing behind it at all.

/**
 * @typedef {Parameters<typeof import('cvm-images/engine').drive>[1]} World
 * @typedef {World['transport']} Transport
 * @typedef {Awaited<ReturnType<Transport>>} End
 * @typedef {{ action: string, region: string, body: string }} Read
 *
 * How the worker answered a read; rejects when there is no answer.
 * @typedef {(read: Read) => Promise<{ status: number, body: string }>} Ask
 */

const SHARING = 'DescribeImageSharePermission';
const NOBODY = JSON.stringify({ Response: { SharePermissionSet: [], RequestId: 'not-asked' } });
/** An error that the core does not repeat. */
const NOT_READ = JSON.stringify({
  Response: { Error: { Code: 'NotRead', Message: 'not read before' }, RequestId: 'not-asked' },
});

/** @param {string} body @returns {End} */
const answered = (body, status = 200) => ({ type: 'answered', status, headers: {}, body });

/** @param {Read} read */
const keyOf = ({ action, region, body }) => `${action} ${region} ${body}`;

/**
 * The worker's refusal in the service's words, so that the core reads it as what it is.
 * @param {number} status @param {string} body
 */
export function asService(status, body) {
  if (status === 200) return { status, body };
  let error;
  try {
    ({ error } = JSON.parse(body));
  } catch {
    return { status, body };
  }
  const codes = /** @type {Record<string, string>} */ ({
    throttled: 'RequestLimitExceeded',
    busy: 'RequestLimitExceeded',
  });
  const known = status === 403 ? 'UnauthorizedOperation' : codes[error?.code];
  const Code = error?.service_code || known;
  if (!Code) return { status, body };
  const Message = error.service_message || error.message || '';
  return {
    status: 200,
    body: JSON.stringify({ Response: { Error: { Code, Message }, RequestId: error.request_id || 'worker' } }),
  };
}

export class Answers {
  #ask;
  #told;
  /** @type {Map<string, string>} */
  #kept = new Map();

  /** @param {Ask} ask @param {(read: Read, body: string) => void} [told]  of each answer that is new */
  constructor(ask, told = () => {}) {
    this.#ask = ask;
    this.#told = told;
  }

  /**
   * Sharing costs one call for each image: the Planner is told that nobody shares what was not asked yet, and the worker
   * looks before anything goes.
   * @param {{ calls: boolean }} how  false: what was not read fails
   * @returns {Transport}
   */
  transport({ calls }) {
    return async (request) => {
      const read = /** @type {any} */ (request).read;
      const kept = this.#kept.get(keyOf(read));
      if (kept !== undefined) return answered(kept);
      if (read.action === SHARING) return answered(NOBODY);
      if (!calls) return answered(NOT_READ);
      return this.#read(read);
    };
  }

  /** @param {Read} read @returns {Promise<End>} */
  async #read(read) {
    try {
      const end = await this.#ask(read);
      const { status, body } = asService(end.status, end.body);
      if (end.status === 200) this.#keep(read, body);
      return answered(body, status);
    } catch (error) {
      return { type: 'lost', fault: 'other', detail: String(error) };
    }
  }

  /** @param {Read} read @param {string} body */
  #keep(read, body) {
    this.#kept.set(keyOf(read), body);
    this.#told(read, body);
  }

  /** Whom an image is shared with. @param {string} region @param {string} id @returns {Promise<string[] | null>} */
  async sharing(region, id) {
    const read = { action: SHARING, region, body: JSON.stringify({ ImageId: id }) };
    const kept = this.#kept.get(keyOf(read));
    if (kept === undefined && (await this.#read(read)).type !== 'answered') return null;
    const body = this.#kept.get(keyOf(read));
    if (body === undefined) return null;
    return JSON.parse(body).Response.SharePermissionSet.map((/** @type {any} */ { AccountId }) => String(AccountId));
  }

  /** A page of images that the Planner does not ask for; null when there is none. @param {string} region @param {string} body */
  async page(region, body) {
    const end = await this.#read({ action: 'DescribeImages', region, body });
    if (end.type !== 'answered' || end.status !== 200) return null;
    const { Response } = JSON.parse(String(end.body));
    return Response.Error ? null : Response;
  }

  forget() {
    this.#kept.clear();
  }
}
