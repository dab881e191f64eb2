import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Router } from 'express';
import { projectFolder } from '../../project-folder.js';

const STYLE_SHEETS = [
  'tokens.css',
  'fonts.css',
  'base.css',
  'controls.css',
  'components.css',
  'pages.css',
  'contracts.css',
  'people.css',
  'api-docs.css',
];
const FONT_SUBSETS = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese'];
const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

interface Asset {
  bytes: Buffer;
  mediaType: string;
  version: string;
}

/** Everything under /assets, read once: small, and the same for everybody. */
export interface Assets {
  /** Its address, with the content's hash, so that browsers may keep it for good. */
  href(name: string): string;
  router: Router;
}

export function loadAssets(): Assets {
  const files = new Map([...readFonts(), ...readOwnFiles()]);
  files.set('site.css', siteStyles(files));
  const href = (name: string) => `/assets/${name}?v=${found(files, name).version}`;
  return { href, router: assetsRouter(files) };
}

function readOwnFiles(): [string, Asset][] {
  const folder = path.join(projectFolder, 'views', 'assets');
  return readdirSync(folder).map((name) => [name, asset(name, readFileSync(path.join(folder, name)))]);
}

function readFonts(): [string, Asset][] {
  const require = createRequire(import.meta.url);
  return FONT_SUBSETS.map((subset) => {
    const file = `inter-${subset}-opsz-normal.woff2`;
    return [`fonts/${file}`, asset(file, readFileSync(require.resolve(`@fontsource-variable/inter/files/${file}`)))];
  });
}

function siteStyles(files: Map<string, Asset>): Asset {
  const css = STYLE_SHEETS.map((name) => found(files, name).bytes.toString('utf8')).join('\n');
  const versioned = css.replace(
    /url\('(fonts\/[\w.-]+)'\)/g,
    (_all, name: string) => `url('${name}?v=${found(files, name).version}')`,
  );
  return asset('site.css', Buffer.from(versioned));
}

function asset(name: string, bytes: Buffer): Asset {
  const mediaType = MEDIA_TYPES[path.extname(name)];
  if (mediaType === undefined) throw new Error(`views/assets/${name} has no media type`);
  return { bytes, mediaType, version: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
}

function found(files: Map<string, Asset>, name: string): Asset {
  const file = files.get(name);
  if (file === undefined) throw new Error(`views/assets/${name} is missing`);
  return file;
}

function assetsRouter(files: Map<string, Asset>): Router {
  const router = Router();
  router.get('/{*name}', (req, res, next) => {
    const file = files.get(req.path.slice(1));
    if (file === undefined) return next();
    const isPinned = req.query.v === file.version;
    res.set('Cache-Control', isPinned ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
    res.type(file.mediaType).send(file.bytes);
  });
  return router;
}
