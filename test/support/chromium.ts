import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { projectFolder } from '../../src/project-folder.js';

// Not the package's own choices, which are for serverless machines: they lose pages under load, switch off what the
// web's security rests on, and draw by a graphics card in software, which costs as much as everything else together.
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium from the npm registry; CHROMIUM_PATH names another one. */
export async function launchBrowser(): Promise<Browser> {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') {
    return chromium.launch({ executablePath: given, args: ARGS });
  }
  const folder = await unpackedChromium();
  const launch = (env: Record<string, string>) =>
    chromium.launch({
      executablePath: path.join(folder, 'chromium'),
      args: ARGS,
      env: { ...process.env, ...fontSettings(folder), ...env },
    });
  try {
    return await launch({});
  } catch (error) {
    if (!String(error).includes('shared libraries')) throw error;
    // A bare machine: the package brings the libraries that a desktop would have.
    return launch({ LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') });
  }
}

function fontSettings(folder: string): Record<string, string> {
  return existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: path.join(folder, 'fonts') };
}

/** Unpacked once per user and version, beside its place, so that two runs at once never meet half a browser. */
async function unpackedChromium(): Promise<string> {
  const manifest = path.join(projectFolder, 'node_modules/@sparticuz/chromium/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const folder = path.join(tmpdir(), `countersign-chromium-${version}-${userInfo().username}`);
  if (existsSync(folder)) return folder;
  const draft = await mkdtemp(`${folder}-`);
  const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: projectFolder,
    // The package unpacks into TMPDIR, and its libraries only where it believes to be on Amazon's machines.
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  return folder;
}
