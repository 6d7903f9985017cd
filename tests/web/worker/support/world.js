// A worker of one runtime, the account that it works on, and those who use it.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sealText } from '../../../../web/worker/crypto.js';
import { startSimulator } from '../../support/simulator.js';
import { AUDIENCE, startTeam } from './access.js';
import { bindings, hash, SESSION_KEY, TOKENS } from './bindings.js';
import { apiOf, bearer } from './client.js';
import { RUNTIMES } from './servers.js';

/** @typedef {Awaited<ReturnType<typeof startWorld>>} World */

/** A console of three files, something secret beside it, and a link that leads there. */
function consoleFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  mkdirSync(join(folder, 'console'));
  writeFileSync(join(folder, 'console', 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'console', 'app.js'), 'export {};');
  writeFileSync(join(folder, 'outside.txt'), 'outside the console');
  return folder;
}

/** A session cookie as the worker writes them, with members of the caller's. @param {object} [members] @param {string} [key] */
async function madeCookie(members = {}, key = SESSION_KEY) {
  const now = Date.now();
  const payload = { sid: 'c'.repeat(32), name: 'ann', role: 'operator', login: now, expires: now + 60_000, epoch: 0 };
  const token = hash(TOKENS.ann).slice(0, 16);
  return `__Host-cvm-session=${await sealText(key, 'session', { ...payload, token, ...members })}`;
}

/** @param {string} runtime @param {Record<string, string>} [more]  bindings */
export async function startWorld(runtime, more = {}) {
  const [simulator, team] = await Promise.all([startSimulator(), startTeam()]);
  const folder = consoleFolder();
  if (runtime !== 'workerd') symlinkSync(join(folder, 'outside.txt'), join(folder, 'console', 'link.txt'));
  const access = { ACCESS_TEAM: team.url, ACCESS_AUD: AUDIENCE, ACCESS_OPERATORS: 'ops@example.test' };
  const given = bindings(simulator.url, { ...access, ...more });
  const server = await RUNTIMES[runtime](given, { consoleFolder: join(folder, 'console') });
  const { url } = server;

  /** A page that has logged in. @param {string} token */
  const login = async (token) => {
    const nobody = apiOf(() => url, { origin: url });
    const answer = await nobody('POST', '/api/session', { token });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0];
    const headers = { cookie, origin: url, 'x-csrf-token': answer.body?.csrf ?? '' };
    return { answer, cookie, headers, page: apiOf(() => url, headers) };
  };

  return {
    runtime,
    url,
    simulator,
    team,
    server,
    login,
    madeCookie,
    nobody: apiOf(() => url, {}),
    ann: bearer(url, TOKENS.ann),
    bob: bearer(url, TOKENS.bob),
    vic: bearer(url, TOKENS.vic),
    /** The actions that the service was asked for since the last reset. @returns {Promise<any[]>} */
    requests: () => simulator.control('GET', '/_sim/requests'),
    stop: async () => {
      await server.kill();
      await simulator.stop();
      team.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
