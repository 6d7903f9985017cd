// What a Client takes and gives, as types.

/**
 * @typedef {object} ClientOptions
 * @property {import('./signer.js').Credential | import('./credentials.js').CredentialProvider} credential
 * @property {string} [region]  where a call names none
 * @property {string} [endpoint]  takes the calls of every service; `http://` for loopback only
 * @property {'cn' | 'intl' | 'internal'} [site]
 * @property {string} [lang]  "en-US" or "zh-CN": the language of the service's messages
 * @property {typeof globalThis.fetch} [fetch]  sends what it is given, once, and hands on every member of its second
 *   argument: in Deno the `client` in there, in a page the Idempotency-Key keep a change from being sent twice
 * @property {import('./transport/transport.js').Transport} [transport]  in place of the entry's own; never rejects
 * @property {() => number} [now]  the wall clock, in milliseconds
 * @property {import('./clock.js').Sleep} [sleep]
 * @property {Record<string, number>} [rates]  action → requests a second, for accounts with other limits
 * @property {{ maxAttempts?: number, baseMs?: number, capMs?: number, totalMs?: number }} [retry]
 * @property {number} [requestTimeoutMs]
 * @property {(error: unknown) => void} [onObserverError]  the first thing that an `onEvent` of a call threw, or its promise
 *   rejected with
 */

/**
 * @typedef {object} CallOptions
 * @property {string} [region]  absent: the client's
 * @property {'GET' | 'POST'} [method]
 * @property {string} [service]  for an action outside the table
 * @property {string} [version]  for an action outside the table
 * @property {number} [deadlineMs]  for the whole call, repeats and the wait for a credential included
 * @property {AbortSignal} [signal]  nothing new is sent afterwards; a change under way is waited for
 * @property {(event: import('./engine/step.js').EngineEvent) => void} [onEvent]  what it throws changes nothing about the call; see `onObserverError`
 */

/**
 * @typedef {object} JobOptions
 * @property {AbortSignal} [signal]  nothing new is sent afterwards; a change under way is waited for
 * @property {(event: import('./engine/step.js').EngineEvent) => void} [onEvent]
 *
 * Makes a line of the journal durable before anything follows from it. A run that was killed is taken up by handing all
 * lines, or the latest `snapshot()`, to `apply` as `snapshot`.
 * @callback Persist
 * @param {string} line
 * @param {() => string} snapshot  everything so far, for those who keep one text instead of lines
 * @returns {Promise<void> | void}
 */

/**
 * A successful call, whole.
 * @typedef {object} RawAnswer
 * @property {string} requestId
 * @property {string} body  the answer as the service wrote it: {"Response":{…}}
 * @property {string} deprecatedWarning  JSON text; empty when absent
 * @property {number} attempts  requests that it took
 * @property {string[]} requestIds  of every answer that had one
 * @property {number} skewMs  what was learnt of this machine's clock
 */

export {};
