// Regions with many images.
import { customImage, instance } from '../../../../web/simulator/sample-records.js';

/** @param {number} count  of images of 40 names, one a day; every tenth is used by an instance */
export function manyImages(count) {
  const images = Array.from({ length: count }, (_, i) => {
    const number = String(i).padStart(6, '0');
    const created = new Date(Date.UTC(2026, 9, 1) - Math.floor(i / 10) * 86_400_000).toISOString().replace('.000', '');
    return customImage(`x${number}`, `service${i % 40}-${number}`, created, {
      ImageFamily: i % 3 === 0 ? `family${i % 40}` : '',
    });
  });
  const used = images.filter((_, i) => i % 10 === 0).slice(0, 200);
  const instances = used.map(({ ImageId }, i) =>
    instance(`ins-x${String(i).padStart(6, '0')}`, String(ImageId), 'ap-guangzhou'),
  );
  return { images, instances };
}

/** As fast as the machine: what is measured is the page. */
export const FAST = { DescribeImages: 1000, DescribeInstances: 1000 };

/** @param {import('./console.js').World} world @param {number} count */
export async function fill(world, count) {
  await world.simulator.control('PATCH', '/_sim/settings', { rates: FAST });
  await world.simulator.control('PATCH', '/_sim/regions/ap-guangzhou', { ...manyImages(count), quota: count + 500 });
}
