/** @typedef {import('./types.js').Members} Members */
/** @typedef {import('./types.js').Outcome} Outcome */

const encoder = new TextEncoder();

/** @param {string} text */
export const encodeText = (text) => encoder.encode(text);

/**
 * @param {number} wallMs
 * @param {Record<string, string>} requestHeaders
 * @returns {[string, string][]}
 */
function serviceHeaders(wallMs, requestHeaders) {
  /** @type {[string, string][]} */
  const headers = [
    ['Date', new Date(wallMs).toUTCString()],
    ['Content-Type', 'application/json'],
  ];
  const traceId = requestHeaders['x-tc-traceid'];
  if (traceId) headers.push(['X-TC-TraceId', traceId]);
  return headers;
}

/**
 * The service answers 200 for its errors too: only the member Error tells them apart.
 * @param {Members} members
 * @param {{ wall_ms: number, request_id: string, headers: Record<string, string>, delay_ms: number }} about
 * @returns {Outcome}
 */
export function serviceAnswer(members, about) {
  const body = encodeText(JSON.stringify({ Response: { ...members, RequestId: about.request_id } }));
  return { status: 200, headers: serviceHeaders(about.wall_ms, about.headers), body, delay_ms: about.delay_ms };
}

/**
 * @param {number} status
 * @param {unknown} value
 * @returns {Outcome}
 */
export function jsonOutcome(status, value) {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'no-store'],
    ],
    body: encodeText(JSON.stringify(value)),
    delay_ms: 0,
  };
}

/**
 * @param {Outcome} outcome
 * @returns {Promise<Outcome>}
 */
export async function compress(outcome) {
  const stream = new Blob([/** @type {BlobPart} */ (outcome.body)]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = new Uint8Array(await new Response(stream).arrayBuffer());
  return { ...outcome, body, headers: [...outcome.headers, ['Content-Encoding', 'gzip']] };
}

/**
 * What an Accept-Encoding header says about gzip.
 * @param {string | undefined} header
 */
export function acceptsGzip(header = '') {
  return header
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .some(([name, weight = 'q=1']) => name === 'gzip' && !/^q=0(\.0*)?$/.test(weight));
}
