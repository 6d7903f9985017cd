// The console's files. In Cloudflare the asset binding has them; elsewhere a folder.
import { Problem } from './problem.js';

/** @type {Record<string, string>} */
export const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

/** @typedef {(path: string) => Promise<Response | null>} Assets */

const notFound = () => new Problem(404, 'not-found', 'there is nothing at this address', 'the console is at /');

/**
 * A file's path below the folder, as names without dots in front: nothing that climbs, hides or hits a drive.
 * @param {string} pathname  of a URL, still percent-encoded
 */
export function assetPath(pathname) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    throw notFound();
  }
  if (path.endsWith('/')) path += 'index.html';
  const names = path.split('/').slice(1);
  const plain = names.every((name) => /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(name));
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (!path.startsWith('/') || !plain || !type || names.length > 8) throw notFound();
  return `/${names.join('/')}`;
}

/**
 * @param {Request} request
 * @param {Assets | undefined} assets
 */
export async function serveAsset(request, assets) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new Problem(405, 'method-not-allowed', 'files are only read', 'use GET');
  }
  const found = await assets?.(assetPath(new URL(request.url).pathname));
  if (!found) throw notFound();
  return request.method === 'HEAD' ? new Response(null, found) : found;
}
