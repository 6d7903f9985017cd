import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

const BINARY = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser of this machine. */
export function startChromium() {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // root has none to offer
  return chromium.launch({ executablePath: BINARY, args: [...QUIET, ...sandbox] });
}
