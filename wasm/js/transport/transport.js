// How requests get out: a function that never rejects and ends in exactly one of three ways.

/**
 * @typedef {import('../engine/step.js').TransportFault} TransportFault
 * @typedef {{ type: 'answered', status: number, headers: import('../engine/step.js').AnswerHeaders, body: Uint8Array }} Answered
 *
 * Nothing left this machine, or it may have acted.
 * @typedef {{ type: 'not-sent' | 'lost', fault: TransportFault, detail: string }} Unanswered
 *
 * @typedef {object} TransferOptions
 * @property {number} timeoutMs
 * @property {boolean} changes  the request is put on a wire at most once, whatever happens
 * @property {AbortSignal} [signal]
 *
 * @typedef {import('../signer.js').SignedRequest<string | Uint8Array>} SignedRequest
 *
 * @typedef {(request: SignedRequest, options: TransferOptions) => Promise<Answered | Unanswered>} Transport
 */

export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** @type {Record<string, TransportFault>} */
const NOT_SENT = {
  ENOTFOUND: 'resolve',
  EAI_AGAIN: 'resolve',
  ECONNREFUSED: 'connect',
  ConnectionRefused: 'connect',
  FailedToOpenSocket: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  EPROTO: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_UNTRUSTED: 'certificate',
  CERT_REVOKED: 'certificate',
};

/** The innermost error that has a code. @param {any} error @returns {{ code: string, message: string }} */
function root(error) {
  let found = error;
  for (let inner = error; inner; inner = inner.cause ?? inner.errors?.[0]) {
    if (inner.code !== undefined) found = inner;
  }
  return { code: String(found?.code ?? ''), message: String(found?.message ?? found) };
}

/**
 * What an error before any answer means. A runtime that does not say why (browsers, workerd) leaves it at "lost": it may
 * have acted.
 * @param {unknown} error
 * @returns {Unanswered}
 */
export function explainFault(error) {
  const { code, message } = root(error);
  const detail = code ? `${code}: ${message}` : message;
  const fault = NOT_SENT[code] ?? (code.startsWith('ERR_SSL_') ? 'tls' : undefined);
  if (fault) return { type: 'not-sent', fault, detail };
  if (/dns error/.test(message)) return { type: 'not-sent', fault: 'resolve', detail };
  if (/client error \(Connect\)/.test(message)) return { type: 'not-sent', fault: 'connect', detail };
  return { type: 'lost', fault: 'cut', detail };
}
