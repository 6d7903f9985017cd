// `npm start`, after what it builds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';

import { ROOT } from '../../support/run.js';
import { consoleFolder } from './support/console.js';

test('prints an address and tokens that open it; nothing is left when it ends', async () => {
  const args = [`${ROOT}web/start.js`, '--port', '0', '--console', consoleFolder()];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    let printed = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      printed += chunk;
      if (printed.includes('Ctrl+C')) break;
    }
    const [, url = ''] = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(printed) ?? [];
    const [, operator] = /Token of an operator\s+(\S+)/.exec(printed) ?? [];
    const page = await fetch(`${url}/`);
    assert.match(await page.text(), /<div id="app">/);
    assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self' 'wasm-unsafe-eval';/);
    const signedIn = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ token: operator }),
    });
    const { name, role, apply, regions } = await signedIn.json();
    assert.deepEqual({ name, role, apply }, { name: 'you', role: 'operator', apply: true });
    assert.deepEqual(regions, ['ap-guangzhou', 'ap-singapore', 'ap-shanghai-fsi']);
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
});
