import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';
import { projectFolder } from '../project-folder.js';
import { ASSET_FOLDER, ASSET_PATH, type Manifest } from './assets.js';

const PACKAGES = path.join(projectFolder, 'node_modules');
/** Built aside and moved in place, so that a running server never meets half a bundle. */
const BUILD_FOLDER = `${ASSET_FOLDER}.new`;

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Builds everything a browser loads from the back-office, compressed, from production builds only. */
export async function bundleBackOffice(): Promise<void> {
  await rm(BUILD_FOLDER, { recursive: true, force: true });
  await mkdir(BUILD_FOLDER, { recursive: true });
  await Promise.all([buildApplication(), buildStyles(), copyPdfReader(), copyMarks()]);
  await writeManifest();
  await rm(ASSET_FOLDER, { recursive: true, force: true });
  await rename(BUILD_FOLDER, ASSET_FOLDER);
}

async function buildApplication(): Promise<void> {
  await build({
    entryPoints: [path.join(projectFolder, 'src/admin/components/entry.tsx')],
    outfile: path.join(BUILD_FOLDER, 'back-office.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.svg': 'text' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

async function buildStyles(): Promise<void> {
  const parts = [path.join(projectFolder, 'views/assets/tokens.css'), ...(await stylesheets())];
  const styles = await Promise.all(parts.map((file) => readFile(file, 'utf8')));
  await writeFile(path.join(BUILD_FOLDER, 'admin.css'), [await fonts(), ...styles].join('\n'));
}

async function stylesheets(): Promise<string[]> {
  const folder = path.join(projectFolder, 'src/admin/components/styles');
  return (await readdir(folder)).sort().map((name) => path.join(folder, name));
}

/** Inter, served by ourselves, under the hash of each file. */
async function fonts(): Promise<string> {
  const folder = path.join(PACKAGES, '@fontsource-variable/inter');
  const names = (await readdir(path.join(folder, 'files'))).filter((name) => name.endsWith('-wght-normal.woff2'));
  let styles = await readFile(path.join(folder, 'index.css'), 'utf8');
  for (const name of names) {
    await copy(path.join(folder, 'files', name), name);
    const hash = hashOf(await readFile(path.join(BUILD_FOLDER, name)));
    styles = styles.replaceAll(`./files/${name}`, `${ASSET_PATH}/${name}?v=${hash}`);
  }
  return styles;
}

async function copyPdfReader(): Promise<void> {
  const folder = path.join(PACKAGES, 'pdfjs-dist/build');
  await copy(path.join(folder, 'pdf.min.mjs'), 'pdf.mjs');
  await copy(path.join(folder, 'pdf.worker.min.mjs'), 'pdf.worker.mjs');
  // For the many receipts that name Helvetica or Courier and do not bring it.
  const standardFonts = path.join(PACKAGES, 'pdfjs-dist/standard_fonts');
  const files = (await readdir(standardFonts)).filter((name) => /\.(pfb|ttf)$/.test(name));
  await Promise.all(files.map((name) => copy(path.join(standardFonts, name), name)));
}

async function copyMarks(): Promise<void> {
  for (const name of ['favicon.svg', 'logo.svg', 'logo-dark.svg'])
    await copy(path.join(projectFolder, 'views/assets', name), name);
}

async function copy(from: string, name: string): Promise<void> {
  await cp(from, path.join(BUILD_FOLDER, name));
}

async function writeManifest(): Promise<void> {
  const manifest: Manifest = {};
  await Promise.all(
    (await readdir(BUILD_FOLDER)).map(async (name) => {
      const bytes = await readFile(path.join(BUILD_FOLDER, name));
      manifest[name] = {
        hash: hashOf(bytes),
        type: TYPES[path.extname(name)] ?? 'application/octet-stream',
      };
      if (!name.endsWith('.woff2')) await compress(name, bytes);
    }),
  );
  await writeFile(path.join(BUILD_FOLDER, 'manifest.json'), JSON.stringify(manifest, null, 2));
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

async function compress(name: string, bytes: Buffer): Promise<void> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await writeFile(path.join(BUILD_FOLDER, `${name}.br`), brotli);
  await writeFile(path.join(BUILD_FOLDER, `${name}.gz`), gzipped);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundleBackOffice();
