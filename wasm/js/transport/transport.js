// How requests get out: a function that never rejects and ends in exactly one of three ways.

import { wordsOf } from '../errors.js';

/**
 * @typedef {import('../engine/step.js').TransportFault} TransportFault
 * @typedef {{ type: 'answered', status: number, headers: import('../engine/step.js').AnswerHeaders, body: string | Uint8Array }} Answered
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

/** Given up before anything was done. @type {Unanswered} */
export const GIVEN_UP = { type: 'not-sent', fault: 'aborted', detail: 'given up before it was sent' };

/** Something was wrong before anything was done. @param {unknown} error @returns {Unanswered} */
export const notBegun = (error) => ({ type: 'not-sent', fault: 'other', detail: wordsOf(error) });

/** What says by its name that there was no connection yet, or none that was trusted. @type {Record<string, TransportFault>} */
const NOT_SENT = {
  ConnectionRefused: 'connect',
  FailedToOpenSocket: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
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

/** The system's own errors, such as EHOSTUNREACH, come from established connections too: what was being done decides. @type {Record<string, TransportFault>} */
const BEFORE_SENDING = { connect: 'connect', getaddrinfo: 'resolve' };

const DEEPEST_CAUSE = 16; // causes may go round in a circle

/** The innermost error that has a code. @param {any} error @returns {{ code: string, syscall: string, message: string }} */
function root(error) {
  let found = error;
  let inner = error;
  for (let depth = 0; inner && depth < DEEPEST_CAUSE; ++depth) {
    if (inner.code !== undefined) found = inner;
    inner = inner.cause ?? inner.errors?.[0];
  }
  return { code: wordsOf(found?.code ?? ''), syscall: wordsOf(found?.syscall ?? ''), message: wordsOf(found) };
}

/** @param {string} code */
const isTls = (code) => code === 'EPROTO' || code.startsWith('ERR_SSL_');

/**
 * What an error before any answer means. A runtime that does not say why (browsers, workerd) leaves it at "lost": it may
 * have acted. So does TLS for a change: its errors come from handshakes and from connections in use.
 * @param {unknown} error
 * @param {{ changes: boolean }} request
 * @returns {Unanswered}
 */
export function explainFault(error, { changes }) {
  const { code, syscall, message } = root(error);
  const detail = code ? `${code}: ${message}` : message;
  if (isTls(code)) return { type: changes ? 'lost' : 'not-sent', fault: 'tls', detail };
  const fault = NOT_SENT[code] ?? (code.startsWith('E') ? BEFORE_SENDING[syscall] : undefined);
  if (fault) return { type: 'not-sent', fault, detail };
  if (/dns error/.test(message)) return { type: 'not-sent', fault: 'resolve', detail };
  if (/client error \(Connect\)/.test(message)) return { type: 'not-sent', fault: 'connect', detail };
  return { type: 'lost', fault: 'cut', detail };
}
