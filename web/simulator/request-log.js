/** @typedef {import('./types.js').WireRequest} WireRequest */

/**
 * @typedef {object} LogEntry
 * @property {number} n
 * @property {number} at_ms
 * @property {string} action
 * @property {string} region
 * @property {string} service
 * @property {string} method
 * @property {string} host
 * @property {string} secret_id
 * @property {number} connection
 * @property {boolean} reused
 * @property {string} http_version
 * @property {boolean} acted  it changed the state
 * @property {string | null} code
 * @property {string} request_id
 * @property {string | null} fault
 * @property {number} body_bytes
 * @property {Record<string, any> | null} params
 */

const LARGEST_LOG = 10_000;

/** Every request to the service, in the order of arrival. An entry is there before its answer is. */
export class RequestLog {
  constructor() {
    /** @type {LogEntry[]} */
    this.entries = [];
    this.count = 0;
  }

  clear() {
    this.entries = [];
    this.count = 0;
  }

  /**
   * @param {WireRequest} request
   * @param {{ at_ms: number, request_id: string, fault: string | null, params: Record<string, any> | null }} more
   * @returns {LogEntry}
   */
  open(request, more) {
    const { headers } = request;
    const credential = /Credential=([^/,\s]*)(?:\/[^/,\s]*\/([^/,\s]*))?/.exec(headers['authorization'] ?? '');
    const entry = {
      n: ++this.count,
      at_ms: more.at_ms,
      action: headers['x-tc-action'] ?? '',
      region: headers['x-tc-region'] ?? '',
      service: credential?.[2] ?? '',
      method: request.method,
      host: headers['host'] ?? '',
      secret_id: credential?.[1] ?? '',
      connection: request.connection,
      reused: request.reused,
      http_version: request.http_version,
      acted: false,
      code: null,
      request_id: more.request_id,
      fault: more.fault,
      body_bytes: request.body.length,
      params: more.params,
    };
    this.entries.push(entry);
    if (this.entries.length > LARGEST_LOG) this.entries.shift();
    return entry;
  }
}
