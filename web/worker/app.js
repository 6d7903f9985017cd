/**
 * The worker without a runtime: a fetch handler over settings, a desk and the console's files.
 * @module
 */
import { Hono } from 'hono';

import { auditor } from './audit.js';
import { checkRead } from './calls/members.js';
import { bodyHash } from './desk/applies.js';
import { serveAsset } from './http/assets.js';
import { bodyText, dropBody, jsonObject, onlyMembers } from './http/body.js';
import { eventStream, Streams } from './http/event-stream.js';
import { json, refusal, secured } from './http/headers.js';
import { Problem } from './http/problem.js';
import { allowedRegions, onceOf, plannedOf, typedOf } from './http/request.js';
import { readSettings, scrubber, SettingsError } from './settings.js';
import { checkCsrf, checkOrigin } from './who/origin.js';
import { NO_COOKIE, openSession, SESSION_MS } from './who/session.js';
import { csrfFor } from './who/session.js';
import { tokenHolder } from './who/tokens.js';
import { authenticate, needOperator } from './who/who.js';

/**
 * Calls a command of the account's desk, wherever that is.
 * @typedef {(name: string, given: any[]) => Promise<any>} Ask
 *
 * @typedef {object} AppOptions
 * @property {import('./settings.js').Bindings} bindings
 * @property {(settings: import('./settings.js').Settings) => Ask} desk
 * @property {import('./http/assets.js').Assets} [assets]
 * @property {(line: string) => void} [log]
 *
 * @typedef {{ Variables: { who: import('./who/who.js').Who } }} Env
 * @typedef {import('hono').Context<Env>} Context
 */

const SMALL = 64 * 1024;
const WITH_PLAN = 4 * 1024 * 1024;

/** @param {AppOptions} options @returns {(request: Request) => Promise<Response>} */
export function createApp(options) {
  let settings;
  try {
    settings = readSettings(options.bindings);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return async () => secured(refusal(notConfigured(error)));
  }
  const { log = (line) => console.log(line) } = options;
  const scrub = scrubber(settings);
  const audit = auditor(scrub, log);
  const app = routes({ ...options, settings, ask: options.desk(settings), audit });
  app.onError((error, context) => {
    const isProblem = error instanceof Problem;
    if (!isProblem) log(scrub(JSON.stringify({ error: 'internal', message: String(error?.stack ?? error) })));
    const problem = isProblem ? error : new Problem(500, 'internal', 'the worker failed', 'the log says why');
    auditRefusal(audit, context, problem);
    return scrubbed(refusal(problem), scrub);
  });
  return async (request) => {
    const answer = secured(await app.fetch(request));
    await dropBody(request);
    return answer;
  };
}

/** @param {SettingsError} error */
const notConfigured = ({ faults }) =>
  new Problem(503, 'not-configured', `this worker is not configured: ${faults.join('; ')}`, 'see its README.md');

/** Refusals of which the log has a line of their own. @type {WeakSet<Problem>} */
const told = new WeakSet();

/** Whatever was tried is in the log, whoever refused it. @param {import('./audit.js').Audit} audit @param {Context} context @param {Problem} problem */
function auditRefusal(audit, context, problem) {
  const { method, path } = context.req;
  if (!path.startsWith('/api/') || told.has(problem)) return;
  const { job, request_id: requestId } = problem.more;
  const asked = `${method} ${path}`.slice(0, 200);
  audit('refused', { who: context.get('who')?.name, asked, outcome: problem.code, job, request_id: requestId });
}

/** @param {Response} answer @param {import('./settings.js').Scrub} scrub */
const scrubbed = async (answer, scrub) => new Response(scrub(await answer.text()), answer);

/** @typedef {AppOptions & { settings: import('./settings.js').Settings, ask: Ask, audit: import('./audit.js').Audit }} Parts */

/** @param {Parts} parts */
function routes(parts) {
  /** @type {Hono<Env>} */
  const app = new Hono({ strict: true });
  app.get('/healthz', () => json({ ok: true }));
  app.use('/api/*', async (context, next) => {
    checkOrigin(context.req.raw, parts.settings);
    await next();
  });
  sessionRoutes(app, parts);
  callRoute(app, parts);
  planRoute(app, parts);
  jobRoutes(app, parts);
  app.all('/api/*', () => {
    throw new Problem(404, 'not-found', 'there is no such route', 'see README.md');
  });
  app.all('*', (context) => serveAsset(context.req.raw, parts.assets));
  return app;
}

/** Who asks, and may they; before the body is looked at. @param {Parts} parts @param {{ operator?: boolean }} [needs] */
const guarded =
  ({ settings, ask }, { operator = false } = {}) =>
  async (/** @type {Context} */ context, /** @type {() => Promise<void>} */ next) => {
    const { raw } = context.req;
    const who = await authenticate(raw, settings, (sid) => ask('isSessionOpen', [sid]));
    context.set('who', who);
    checkCsrf(raw, who);
    if (operator) needOperator(who);
    await next();
  };

/** @param {Hono<Env>} app @param {Parts} parts */
function sessionRoutes(app, { settings, ask, audit, ...parts }) {
  const known = guarded({ settings, ask, audit, ...parts });
  const view = async (/** @type {any} */ { name, role, via, loginMs, csrf }) => ({
    name,
    role,
    via,
    login: loginMs === null ? null : new Date(loginMs).toISOString(),
    csrf: csrf ?? null,
    regions: [...settings.regions],
    apply: settings.allowApply && role === 'operator',
    approvers: settings.approvers,
  });

  app.post('/api/session', async (context) => {
    const body = jsonObject(await bodyText(context.req.raw, SMALL));
    onlyMembers(body, ['token']);
    const holder = await tokenHolder(typeof body.token === 'string' ? body.token : '', settings.tokens);
    if (!holder) {
      throw new Problem(
        401,
        'not-authenticated',
        'the token is not known',
        'use the token that your administrator gave you',
      );
    }
    const now = Date.now();
    const { sid, cookie } = await openSession(settings, holder, now);
    audit('login', { who: holder.name, outcome: 'done' });
    const who = { ...holder, via: 'session', loginMs: now, csrf: await csrfFor(settings, sid) };
    return json(await view(who), 200, { 'set-cookie': cookie });
  });
  app.get('/api/session', known, async (context) => json(await view(context.get('who'))));
  app.delete('/api/session', known, async (context) => {
    const { sid, name } = context.get('who');
    if (sid) await ask('endSession', [sid, Date.now() + SESSION_MS]);
    audit('logout', { who: name });
    return new Response(null, { status: 204, headers: { 'set-cookie': NO_COOKIE } });
  });
}

/** @param {Hono<Env>} app @param {Parts} parts */
function callRoute(app, parts) {
  app.post('/api/call/:action', guarded(parts), async (context) => {
    const [asked, params] = await askedOf(context, parts);
    return json({ Response: await audited(parts, 'read', asked, params) });
  });
  app.post('/api/explain/:action', guarded(parts), async (context) => {
    const [asked, params] = await askedOf(context, parts);
    return json(await audited(parts, 'explain', asked, params));
  });
}

/** @typedef {{ who: string, action: string, region: string }} Asked */

/** A read of the list, in a region of the list. @param {Context} context @param {Parts} parts @returns {Promise<[Asked, object]>} */
async function askedOf(context, { settings }) {
  const action = context.req.param('action') ?? '';
  const region = context.req.query('region') ?? '';
  checkRead(action, region, settings.regions);
  const params = jsonObject(await bodyText(context.req.raw, SMALL));
  return [{ who: context.get('who').name, action, region }, params];
}

/** @param {Parts} parts @param {'read' | 'explain'} what @param {Asked} asked @param {object} params */
async function audited({ ask, audit }, what, asked, params) {
  try {
    const answer = await ask(what, [asked.action, asked.region, params]);
    const ids = [answer.RequestId ?? answer.request_id].filter(Boolean);
    audit(what, { ...asked, outcome: answer.error?.code ?? 'done', request_ids: ids });
    return answer;
  } catch (error) {
    const problem = error instanceof Problem ? error : null;
    audit(what, {
      ...asked,
      outcome: problem?.code ?? 'internal',
      request_ids: [problem?.more.request_id].filter(Boolean),
    });
    if (problem) told.add(problem);
    throw error;
  }
}

/** @param {Hono<Env>} app @param {Parts} parts */
function planRoute(app, parts) {
  app.post('/api/plans', guarded(parts, { operator: true }), async (context) => {
    const text = await bodyText(context.req.raw, SMALL * 4);
    const body = jsonObject(text);
    onlyMembers(body, ['regions', 'selection', 'guards']);
    const regions = allowedRegions(body.regions, parts.settings.regions);
    const { selection, guards = {} } = body;
    const once = await onceOf(context.req.raw, await bodyHash('plans', text), false);
    return accepted(await parts.ask('startPlan', [{ regions, selection, guards }, person(context), once]));
  });
}

/** Started, or started before by the same key. @param {{ job: any, replayed: boolean }} started */
const accepted = ({ job, replayed }) =>
  json(job, 202, { location: `/api/jobs/${job.id}`, 'idempotency-replayed': String(replayed) });

/** @param {Context} context */
const person = (context) => {
  const { name, role, via, loginMs, token } = context.get('who');
  return { name, role, via, loginMs, token };
};

/** @param {Hono<Env>} app @param {Parts} parts */
function jobRoutes(app, { ask, ...parts }) {
  const viewer = guarded({ ask, ...parts });
  const operator = guarded({ ask, ...parts }, { operator: true });
  const id = (/** @type {Context} */ context) => String(context.req.param('id')).slice(0, 64);
  const streams = new Streams();

  app.post('/api/jobs', operator, async (context) => {
    const text = await bodyText(context.req.raw, WITH_PLAN);
    const body = jsonObject(text);
    onlyMembers(body, ['plan_job', 'plan', 'seal', 'digest', 'regions', 'count']);
    const once = await onceOf(context.req.raw, await bodyHash('jobs', text), true);
    const request = { ...plannedOf(body), ...typedOf(body) };
    return accepted(await ask('startApply', [request, person(context), once]));
  });
  app.get('/api/jobs', viewer, async () => json({ jobs: await ask('jobs', []) }));
  app.get('/api/jobs/:id', viewer, async (context) => json(await ask('job', [id(context), person(context)])));
  app.get('/api/jobs/:id/events', viewer, async (context) => {
    const given = context.req.header('last-event-id') ?? '0';
    const after = /^\d{1,9}$/.test(given) ? Number(given) : 0;
    const read = (/** @type {number} */ from, /** @type {number} */ ms) =>
      ask('events', [id(context), from, ms, person(context)]);
    const first = await read(after, 0);
    return eventStream(first, after, read, streams.open(context.get('who').name, Date.now()));
  });
  app.post('/api/jobs/:id/cancel', operator, async (context) =>
    json(await ask('cancel', [id(context), person(context)])),
  );
  app.post('/api/jobs/:id/approve', operator, async (context) => {
    const body = jsonObject(await bodyText(context.req.raw, SMALL));
    onlyMembers(body, ['digest', 'regions', 'count']);
    return json(await ask('approve', [id(context), typedOf(body), person(context)]));
  });
  app.post('/api/jobs/:id/continue', operator, async (context) => {
    const body = jsonObject(await bodyText(context.req.raw, WITH_PLAN));
    onlyMembers(body, ['cursor', 'plan']);
    const { cursor, plan } = body;
    return json(await ask('continueJob', [id(context), { cursor, plan }, person(context)]), 202);
  });
}
