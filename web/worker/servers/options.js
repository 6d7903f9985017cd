// What the three servers take from their environment beside the bindings.
import { filesOf } from './files.js';

/** @param {Record<string, string | undefined>} env */
export function serverOptions(env) {
  return {
    port: Number(env.PORT ?? 8787),
    hostname: env.HOST ?? '127.0.0.1',
    assets: env.CONSOLE_FOLDER ? filesOf(env.CONSOLE_FOLDER) : undefined,
  };
}

/** The first line that a server prints. @param {string} url */
export const started = (url) => JSON.stringify({ url });
