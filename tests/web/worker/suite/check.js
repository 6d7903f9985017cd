import assert from 'node:assert/strict';

/**
 * @typedef {import('../support/world.js').World} World
 * @typedef {[name: string, run: (world: World) => Promise<void>]} Check
 */

export const GUANGZHOU = 'ap-guangzhou';

/** @param {import('../support/client.js').Answer} answer @param {number} status @param {string} code */
export function assertRefused(answer, status, code) {
  assert.deepEqual([answer.status, answer.body?.error?.code], [status, code], answer.text.slice(0, 500));
  assert.ok(answer.body.error.message.length > 0 && answer.body.error.remedy.length > 0, 'it says what to do');
}

/** A plan that deletes those images. @param {string[]} ids @param {object} [guards] */
export const planOf = (ids, guards) => ({ regions: [GUANGZHOU], selection: { ids }, ...(guards ? { guards } : {}) });
