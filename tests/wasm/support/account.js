// The simulated account in this process and in virtual time, with clients of it.
import { Client } from 'cvm-images';

import { createService } from '../../web/support/in-process.js';
import { KEYS } from '../../web/support/tc3.js';
import { virtualTime } from './virtual-time.js';

/** @typedef {{ name: string, value: any }} Sent */

/**
 * @param {{ credential?: any, Kind?: typeof Client }} [options]
 */
export async function account({ credential = KEYS.main, Kind = Client } = {}) {
  const time = virtualTime(Date.UTC(2026, 2, 15));
  const service = createService({ now: time.now });
  const { control } = service;
  /** @type {typeof globalThis.fetch} */
  const fetch = (input, init) =>
    time.meanwhile(async () => {
      const answer = await service.simulator.fetch(/** @type {any} */ (input), init);
      return new Response(await answer.arrayBuffer(), answer);
    });

  /** @param {object} [more] @returns {Promise<Client>} */
  const makeClient = (more = {}) =>
    Kind.create({
      credential,
      region: 'ap-guangzhou',
      endpoint: 'http://127.0.0.1',
      now: time.now,
      sleep: time.sleep,
      fetch,
      ...more,
    });

  /** The DeleteImages requests that came, by what they named. @returns {Promise<string[][]>} */
  const deletes = async () =>
    (await control('GET', '/_sim/requests'))
      .filter((/** @type {any} */ { action }) => action === 'DeleteImages')
      .map((/** @type {any} */ { params }) => params.ImageIds);

  /** Is it still there, visible or not? @param {string} id @param {string} [region] */
  const has = async (id, region = 'ap-guangzhou') => {
    const { regions } = await control('GET', '/_sim/state');
    const image = regions[region].images.find((/** @type {any} */ one) => one.ImageId === id);
    return image !== undefined && image.deleted_at_ms == null;
  };

  /** No image that is there is called deleted or accepted, none that is gone failed or kept. @param {any} receipt */
  const assertTrue = async (receipt) => {
    for (const { id, region, outcome, reason } of receipt.images) {
      const there = await has(id, region);
      const known = reason?.code === 'already-gone' ? 'gone' : outcome;
      const wrong = there ? ['deleted', 'accepted', 'gone'] : ['failed', 'skipped'];
      if (wrong.includes(known)) throw new Error(`${id} is ${outcome}, and ${there ? 'there' : 'gone'}`);
    }
  };

  return { time, fetch, control, makeClient, deletes, has, assertTrue };
}
