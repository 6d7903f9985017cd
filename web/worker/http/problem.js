/**
 * A refusal that the caller is told of: a stable code, what happened, what to do about it. Never holds a secret.
 */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {string} [remedy]
   * @param {Record<string, unknown>} [more]  further members of the answer's `error`
   */
  constructor(status, code, message, remedy = '', more = {}) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.remedy = remedy;
    this.more = more;
  }

  /** What crosses to another isolate and back; classes do not. */
  toPlain() {
    const { status, code, message, remedy, more } = this;
    return { status, code, message, remedy, more };
  }

  /** @param {ReturnType<Problem['toPlain']>} plain */
  static fromPlain({ status, code, message, remedy, more }) {
    return new Problem(status, code, message, remedy, more);
  }
}

/** @type {Record<string, [number, string]>} */
const OF_ENGINE = {
  'invalid-parameter': [400, 'mend the parameter that `where` names'],
  'invalid-region': [400, 'name a region such as ap-guangzhou'],
  'request-too-large': [400, 'ask for less at a time'],
  refused: [409, 'make a new plan and confirm that one'],
  throttled: [429, 'wait a little and ask again'],
  'timed-out': [504, 'ask again; reads may be repeated'],
  permission: [502, "give the worker's key the permission (README.md lists the policy)"],
  authentication: [502, "check the worker's key with `wrangler secret`"],
  clock: [502, "set the worker's clock"],
};

/**
 * What the core or the service said, as a refusal.
 * @param {import('cvm-images').CvmError} error
 */
export function problemOf(error) {
  const [status, remedy] = OF_ENGINE[error.code] ?? [502, 'see service_code and ask again later'];
  return new Problem(status, error.code, error.message, remedy, {
    where: error.where,
    service_code: error.serviceCode,
    service_message: error.serviceMessage,
    request_id: error.requestId,
  });
}
