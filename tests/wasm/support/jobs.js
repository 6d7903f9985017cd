// What the tests of plans and runs share: the documents' schemas and an account with a plan of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import Ajv2020 from 'ajv/dist/2020.js';

import { ROOT } from '../../support/run.js';
import { account } from './account.js';

const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allErrors: true });
for (const name of ['common', 'event', 'guards', 'plan', 'receipt', 'selection']) {
  ajv.addSchema(JSON.parse(readFileSync(`${ROOT}core/schemas/${name}.schema.json`, 'utf8')));
}

/** @param {string} name @param {unknown} document */
export function assertValid(name, document) {
  const validate = ajv.getSchema(`${name}.schema.json`);
  assert.ok(validate?.(document), JSON.stringify(validate?.errors));
}

/** @param {any} receipt */
export const outcomes = (receipt) =>
  Object.fromEntries(
    receipt.images.map((/** @type {any} */ { id, outcome, reason }) => [
      id,
      reason ? `${outcome} ${reason.code}` : outcome,
    ]),
  );

/** @param {any} plan */
export const confirmed = (plan) => ({ digest: plan.digest, deletes: plan.summary.delete, by: 'a test' });

export const WEB = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126', 'img-web00202', 'img-web00209'];

/** A simulated account, a client of it and a plan that deletes six images. @param {any} [options] */
export async function planned(options) {
  const it = await account(options);
  const client = await it.makeClient();
  const plan = await client.plan({ selection: { ids: WEB } });
  assert.equal(plan.summary.delete, WEB.length);
  return { ...it, client, plan };
}
