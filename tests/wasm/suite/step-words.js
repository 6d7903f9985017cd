// Steps, inputs and options as tests/fixtures/scheduler and tests/fixtures/runs write them; tests/core/support/step_words.cpp
// has the same for C++.

/** Where `actual` does not have what `expected` names. @param {any} expected @param {any} actual @param {string} path @returns {string} */
export function difference(expected, actual, path = '') {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return `${path} has ${actual.length} entries, not ${expected.length}`;
    return expected.map((item, i) => difference(item, actual[i], `${path}[${i}]`)).find(Boolean) ?? '';
  }
  if (expected && actual && typeof expected === 'object' && typeof actual === 'object') {
    for (const [key, value] of Object.entries(expected)) {
      if (!(key in actual)) return `${path}.${key} is missing`;
      const inner = difference(value, actual[key], `${path}.${key}`);
      if (inner) return inner;
    }
    return '';
  }
  return expected === actual ? '' : `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
}

/** @param {any} error */
const membersOf = (error) => ({
  code: error.code,
  where: error.where,
  service_code: error.serviceCode,
  request_id: error.requestId,
  http_status: error.httpStatus,
  retryable: error.retryable,
  ambiguous: error.ambiguous,
});

/** Lines of a journal are a list, a document is itself. @param {string} bytes */
const persisted = (bytes) => (bytes.endsWith('\n') ? linesOf(bytes) : JSON.parse(bytes));

/** @param {string} text  lines of JSON, each with its end @returns {any[]} */
export const linesOf = (text) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** A step in the words of the format. @param {any} step */
export function describeStep(step) {
  switch (step.type) {
    case 'persist':
      return { persist: persisted(step.bytes) };
    case 'send': {
      const { id, action, service, region, timestamp, changes, timeoutMs, request } = step;
      const { method, body } = request;
      const params = body === '' ? null : JSON.parse(body);
      return { send: { id, action, method, service, region, timestamp, changes, timeout_ms: timeoutMs, params } };
    }
    case 'event':
      return { event: step.event };
    case 'wait':
      return { wait: step.untilMs === Infinity ? 'forever' : step.untilMs };
    case 'finished':
      return 'finished';
    case 'failed':
      return { failed: membersOf(step.error) };
    default: {
      const { call, attempts, requestIds, answer, error } = step;
      const end = answer
        ? { answer: { request_id: answer.requestId, body: answer.body } }
        : { error: membersOf(error) };
      return { completed: { call, attempts, request_ids: requestIds, ...end } };
    }
  }
}

/** @param {any} end @returns {any} */
export function answerOf(end) {
  const requestId = `r-${end.id}`;
  const error = end.service_error ? { Error: { Code: end.service_error, Message: 'as the scenario says' } } : {};
  const body = end.body ?? { Response: { RequestId: requestId, ...error } };
  return {
    type: 'answered',
    id: end.id,
    status: end.status ?? 200,
    headers: end.headers ?? [],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** @param {any} input @returns {any} */
export function inputOf(input) {
  if (typeof input === 'string') return { type: input };
  const [[kind, end]] = Object.entries(input);
  if (kind === 'answered') return answerOf(end);
  return { type: kind.replace('_', '-'), id: end.id, fault: end.fault, detail: end.detail };
}

/** @param {any} options */
export function optionsOf(options) {
  const retry = options.retry ?? {};
  return {
    account: options.account ?? '1',
    seed: options.seed,
    maxInFlight: options.max_in_flight,
    requestTimeoutMs: options.request_timeout_ms,
    rates: options.rates,
    retry: {
      maxAttempts: retry.max_attempts,
      baseMs: retry.base_ms,
      capMs: retry.cap_ms,
      totalMs: retry.total_ms,
    },
  };
}
