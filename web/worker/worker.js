// The worker on Cloudflare.
import { createApp } from './app.js';
import { Problem } from './http/problem.js';
import { readSettings } from './settings.js';

export { AccountDesk } from './durable-object.js';

/** A worker has one account. Its desk is not named after the key: a new key must not forget what the old one did. */
const DESK = 'account';

/** @param {any} env */
const desk = (env) => {
  return async (/** @type {string} */ name, /** @type {any[]} */ given) => {
    const { value, problem } = await env.DESK.get(env.DESK.idFromName(DESK)).command(name, given);
    if (problem) throw Problem.fromPlain(problem);
    return value;
  };
};

/** @param {any} env @returns {import('./http/assets.js').Assets | undefined} */
function assetsOf(env) {
  if (!env.ASSETS) return undefined;
  return async (path) => {
    const answer = await env.ASSETS.fetch(new Request(`https://assets.local${path.replace(/index\.html$/, '')}`));
    return answer.ok ? answer : null;
  };
}

/** One app an isolate: bindings do not change during its life. @type {WeakMap<object, (request: Request) => Promise<Response>>} */
const apps = new WeakMap();

export default {
  /** @param {Request} request @param {any} env */
  async fetch(request, env) {
    let app = apps.get(env);
    if (!app) apps.set(env, (app = createApp({ bindings: env, desk: () => desk(env), assets: assetsOf(env) })));
    return app(request);
  },

  /** @param {{ scheduledTime: number }} event @param {any} env */
  async scheduled(event, env) {
    readSettings(env); // what is not configured runs nothing
    await desk(env)('runPolicy', [`cron-${event.scheduledTime}`]);
  },
};
