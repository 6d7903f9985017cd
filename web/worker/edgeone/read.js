// Tencent EdgeOne edge function: signs and reads, nothing else. No plans, no jobs, no sessions: there is no storage that
// could keep a send log. POST /api/call/:action?region= with a bearer token, as in the worker. README.md says how to bundle
// it and what was not tried.
import { Client } from 'cvm-images/inline';
import { CvmError } from 'cvm-images/errors';

import { auditor } from '../audit.js';
import { checkRead, cut, READS } from '../calls/members.js';
import { bodyText, jsonObject } from '../http/body.js';
import { json, refusal, secured } from '../http/headers.js';
import { Problem, problemOf } from '../http/problem.js';
import { readSettings, scrubber, SettingsError } from '../settings.js';
import { checkOrigin } from '../who/origin.js';
import { tokenHolder } from '../who/tokens.js';

const LARGEST_BODY = 64 * 1024;
const DEADLINE_MS = 20_000;

/** One for the isolate. @type {Promise<Client> | null} */
let made = null;

/** @param {import('../settings.js').Settings} settings */
const clientOf = ({ credential, endpoint, rates }) =>
  (made ??= Client.create({ credential, endpoint: endpoint || undefined, rates }));

/** @param {Request} request @param {import('../settings.js').Settings} settings */
async function answer(request, settings) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/healthz') return json({ ok: true });
  checkOrigin(request, settings);
  const action = /^\/api\/call\/([A-Za-z]+)$/.exec(pathname)?.[1] ?? '';
  if (action === '' || request.method !== 'POST')
    throw new Problem(404, 'not-found', 'there is no such route', 'see README.md');
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  const holder = await tokenHolder(token, settings.tokens);
  if (!holder)
    throw new Problem(401, 'not-authenticated', 'the token is not known', 'send Authorization: Bearer TOKEN');
  const region = searchParams.get('region') ?? '';
  checkRead(action, region, settings.regions);
  const params = jsonObject(await bodyText(request, LARGEST_BODY));
  const client = await clientOf(settings);
  const response = cut(await client.call(action, params, { region, deadlineMs: DEADLINE_MS }), READS[action].members);
  auditor(scrubber(settings))('read', { who: holder.name, action, region, request_ids: [response.RequestId] });
  return json({ Response: response });
}

/** @param {unknown} error */
function problem(error) {
  if (error instanceof Problem) return error;
  if (error instanceof CvmError) return problemOf(error);
  if (error instanceof SettingsError) return new Problem(503, 'not-configured', error.message, 'see README.md');
  return new Problem(500, 'internal', 'the function failed');
}

/** @param {{ request: Request, env: Record<string, unknown> }} context */
export async function onRequest({ request, env }) {
  /** @type {import('../settings.js').Scrub} */
  let scrub = (text) => text;
  try {
    const settings = readSettings(env);
    scrub = scrubber(settings);
    return secured(await answer(request, settings));
  } catch (error) {
    const refused = refusal(problem(error));
    return secured(new Response(scrub(await refused.text()), refused));
  }
}
