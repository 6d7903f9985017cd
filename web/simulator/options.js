import { parseArgs } from 'node:util';

export const HELP = `Usage: node web/simulator/main.js [options]

A service that behaves like the image part of Tencent Cloud CVM, on this machine only (127.0.0.1).
The first line on stdout is one JSON object with its url. It ends on SIGTERM or SIGINT.

  --port N            port to listen on; 0, the default, takes a free one
  --state FILE        go on with the state in FILE if it exists, and keep it there after each change
  --seed FILE         account to begin with, instead of the sample account
  --rate ACTION=N     calls of ACTION in a second (repeatable)
  --tls-cert FILE     certificate chain (PEM) for https: HTTP/2 and HTTP/1.1 by ALPN
  --tls-key FILE      its private key (PEM)
  --end-with-stdin    end when stdin ends, so as not to outlive the program that started it
  --help              this text
`;

/**
 * @typedef {object} CommandOptions
 * @property {boolean} help
 * @property {number} port
 * @property {string} [state]
 * @property {string} [seed]
 * @property {Record<string, number>} rates
 * @property {{ cert: string, key: string }} [tls]  file names
 * @property {boolean} endWithStdin
 */

/**
 * @param {string[]} args
 * @returns {CommandOptions}
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '0' },
      state: { type: 'string' },
      seed: { type: 'string' },
      rate: { type: 'string', multiple: true, default: [] },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      'end-with-stdin': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { 'tls-cert': cert, 'tls-key': key } = values;
  if (!cert !== !key) throw new TypeError('--tls-cert and --tls-key belong together');
  return {
    help: values.help === true,
    port: parsePort(values.port ?? '0'),
    ...(values.state === undefined ? {} : { state: values.state }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    rates: Object.fromEntries((values.rate ?? []).map(parseRate)),
    ...(cert && key ? { tls: { cert, key } } : {}),
    endWithStdin: values['end-with-stdin'] === true,
  };
}

/** @param {string} text */
function parsePort(text) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new TypeError(`--port takes a number up to 65535, not ${text}`);
  return Number(text);
}

/**
 * @param {string} text
 * @returns {[string, number]}
 */
function parseRate(text) {
  const match = /^([A-Za-z]+)=(\d{1,9})$/.exec(text);
  if (!match) throw new TypeError(`--rate takes ACTION=N, not ${text}`);
  return [match[1] ?? '', Number(match[2])];
}
