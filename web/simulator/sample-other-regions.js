import { customImage, foreignImage, instances, sharedWith, snapshotsOf, tags } from './sample-records.js';

const singaporeImages = [
  ...['01', '02', '03', '04', '05', '06'].map((month) =>
    customImage(`sgweb0${month}`, `sg-web-2026-${month}`, `2026-${month}-01T02:00:00Z`),
  ),
  customImage('sgshared', 'sg-shared', '2026-01-02T02:00:00Z', { shared_with: sharedWith('200000000001') }),
  customImage('sgkeep00', 'sg-protected', '2026-01-03T02:00:00Z', { Tags: tags({ keep: '' }) }),
  foreignImage('sgpublic', 'Ubuntu Server 22.04 LTS 64bit', 'PUBLIC_IMAGE'),
];

/** @type {Partial<import('./types.js').RegionState>} */
export const SINGAPORE = {
  quota: 20,
  images: singaporeImages,
  instances: instances('sg', 1, 2, 'img-sgweb006', 'ap-singapore'),
  snapshots: snapshotsOf(singaporeImages),
};

const financeImages = [
  ...['01', '02', '03'].map((month) =>
    customImage(`fsipay${month}`, `pay-2026-${month}`, `2026-${month}-01T02:00:00Z`),
  ),
  customImage('fsikeep0', 'audit-protected', '2025-01-03T02:00:00Z', { Tags: tags({ keep: 'audit' }) }),
];

/** @type {Partial<import('./types.js').RegionState>} */
export const SHANGHAI_FINANCE = {
  quota: 10,
  images: financeImages,
  instances: instances('fs', 1, 1, 'img-fsipay03', 'ap-shanghai-fsi'),
  snapshots: snapshotsOf(financeImages),
};
