import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RequestHandler } from 'express';
import { projectFolder } from '../project-folder.js';

/** Where `bundle.ts` leaves everything a browser loads from the back-office. Without a dot: Express would hide it. */
export const ASSET_FOLDER = path.join(projectFolder, 'dist', 'admin-bundle');
export const ASSET_PATH = '/admin/frontend/assets';

interface Asset {
  /** Content hash: an asset may be kept for ever under its own address. */
  hash: string;
  type: string;
}

export type Manifest = Record<string, Asset>;

/** The built assets; a start without them would show empty pages, so it is refused. */
export function readManifest(): Manifest {
  const file = path.join(ASSET_FOLDER, 'manifest.json');
  if (!existsSync(file)) throw new Error('The back-office was not bundled. Run "npm run build" first.');
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function assetUrl(manifest: Manifest, name: string): string {
  const asset = manifest[name];
  if (asset === undefined) throw new Error(`the bundle has no ${name}; run "npm run build"`);
  return `${ASSET_PATH}/${name}?v=${asset.hash}`;
}

const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Serves what was compressed at build time; a name outside the manifest does not exist. */
export function serveAssets(manifest: Manifest): RequestHandler {
  return (req, res, next) => {
    const name = req.path.replace(/^\//, '');
    const asset = Object.hasOwn(manifest, name) ? manifest[name] : undefined;
    if (asset === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return next();
    const [encoding, suffix] = ENCODINGS.find(
      ([accepted, ending]) => req.acceptsEncodings(accepted) && existsSync(path.join(ASSET_FOLDER, name + ending)),
    ) ?? ['', ''];
    res.set({
      'Content-Type': asset.type,
      'Cache-Control': req.query.v === asset.hash ? 'public, max-age=31536000, immutable' : 'no-cache',
      Vary: 'Accept-Encoding',
      ...(encoding === '' ? {} : { 'Content-Encoding': encoding }),
    });
    res.sendFile(path.join(ASSET_FOLDER, name + suffix), { cacheControl: false });
  };
}
