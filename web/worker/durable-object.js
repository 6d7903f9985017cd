// The account's desk on Cloudflare: one object for the account, its rows in the object's SQLite, and an alarm that carries
// jobs on.
import { DurableObject } from 'cloudflare:workers';

import { auditor } from './audit.js';
import { command, Desk } from './desk/desk.js';
import { readSettings, scrubber } from './settings.js';
import { sqlStore } from './store/sql.js';

/** Well below what an alarm may take, so that a new version gets its turn. */
const ROUND_MS = 15_000;
/** An invocation may make 1000 subrequests. */
const ROUND_SENDS = 800;
const AFTER_FAULT_MS = 30_000;

export class AccountDesk extends DurableObject {
  /** @param {any} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    const settings = readSettings(env);
    this.scrub = scrubber(settings);
    this.desk = new Desk({
      settings,
      store: sqlStore(ctx.storage),
      audit: auditor(this.scrub),
      schedule: () => void this.ctx.storage.setAlarm(Date.now()),
      durable: true,
    });
    // Whatever ended the object before: what was begun goes on.
    if (this.desk.nextMs !== null) void ctx.storage.setAlarm(Date.now());
  }

  /** @param {string} name @param {any[]} given */
  command(name, given) {
    return command(this.desk, name, given);
  }

  async alarm() {
    let nextMs = /** @type {number | null} */ (Date.now() + AFTER_FAULT_MS);
    try {
      nextMs = await this.desk.round(ROUND_MS, ROUND_SENDS);
    } catch (error) {
      // An alarm that throws is given up after some repeats; jobs are not.
      console.log(JSON.stringify({ error: 'internal', message: this.scrub(String(error)) }));
    }
    if (nextMs !== null) await this.ctx.storage.setAlarm(nextMs);
  }
}
