/**
 * The closed list of error codes, spelt as in C++, in the JSON documents and in the command.
 * @typedef {'invalid-parameter' | 'invalid-region' | 'invalid-endpoint' | 'invalid-credential' | 'invalid-timestamp' |
 *   'request-too-large' | 'no-credential' | 'credential-unavailable' | 'not-sent' | 'lost' | 'timed-out' | 'cancelled' |
 *   'http-status' | 'malformed-answer' | 'answer-too-large' | 'throttled' | 'authentication' | 'clock' | 'permission' |
 *   'service' | 'refused' | 'misuse' | 'internal'} ErrorCode
 */

/**
 * @typedef {object} ErrorDetails
 * @property {string} [where]  the parameter, option, action or host it is about
 * @property {string} [serviceCode]  the service's own `Response.Error.Code`, such as "InvalidImageId.NotFound"
 * @property {string} [serviceMessage]  the service's own `Response.Error.Message`; not to be matched by programs
 * @property {string} [requestId]  the service's RequestId; empty when the request never reached it
 * @property {number} [httpStatus]  0 when no answer came
 * @property {boolean} [retryable]  the same request may succeed later
 * @property {boolean} [ambiguous]  the request may have acted: look before sending it again
 */

/**
 * What every call of this package rejects with or throws. People read `message`, programs read `code`. Never holds a
 * secret.
 *
 * ```js
 * try {
 *   await client.deleteImages({ ImageIds: ['img-34vaef8fe'] });
 * } catch (error) {
 *   if (error instanceof CvmError && error.ambiguous) console.error('look before trying again');
 * }
 * ```
 */
export class CvmError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {ErrorDetails} [details]
   */
  constructor(code, message, details = {}) {
    super(message);
    this.name = 'CvmError';
    this.code = code;
    this.where = details.where ?? '';
    this.serviceCode = details.serviceCode ?? '';
    this.serviceMessage = details.serviceMessage ?? '';
    this.requestId = details.requestId ?? '';
    this.httpStatus = details.httpStatus ?? 0;
    this.retryable = details.retryable ?? false;
    this.ambiguous = details.ambiguous ?? false;
  }

  /** The members that a log or a JSON document wants. */
  toJSON() {
    const { code, message, where, serviceCode, serviceMessage, requestId, httpStatus, retryable, ambiguous } = this;
    return { code, message, where, serviceCode, serviceMessage, requestId, httpStatus, retryable, ambiguous };
  }
}

/** One line for people: code, message, the service's own words and RequestId. @param {unknown} error */
export function describe(error) {
  if (!(error instanceof CvmError)) return String(error);
  const service = error.serviceCode ? `; the service: ${error.serviceCode}: ${error.serviceMessage}` : '';
  const request = error.requestId ? ` (RequestId ${error.requestId})` : '';
  return `${error.code}: ${error.message}${service}${request}`;
}

/** What something that was thrown says; it may be anything. @param {unknown} thrown @returns {string} */
export function wordsOf(thrown) {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'an error without words';
  }
}
