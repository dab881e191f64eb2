import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../src/project-folder.js';
import { commandOf, readDockerfile, type Stage } from './container/dockerfile.js';

// `npm run check:container`: does what the Dockerfile says, step by step, in clean folders in place of layers, under the
// Node it names, and starts what comes out. It reads the Dockerfile itself, so that the two cannot drift apart.
// What a folder cannot show: the base image's own libraries, its user "node", and the kernel's isolation.

const folder = mkdtempSync(path.join(tmpdir(), 'countersign-container-'));
chmodSync(folder, 0o711);
const stages = readDockerfile();
const node = nodeOf(stages.at(-1));
const environment: Record<string, string> = { PATH: `${path.dirname(node)}:${process.env.PATH ?? ''}` };

try {
  console.log(`Under ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}, in ${folder}`);
  for (const [index, stage] of stages.entries()) build(stage, rootOf(stage.name || `stage-${index}`));
  const last = stages.at(-1);
  if (last !== undefined) await start(last, rootOf(last.name || `stage-${stages.length - 1}`));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function rootOf(stage: string): string {
  return newFolder(path.join(folder, stage));
}

function newFolder(at: string): string {
  mkdirSync(at, { recursive: true });
  return at;
}

/** The package "node" of the registry brings the program of each version. */
function nodeOf(stage: Stage | undefined): string {
  const major = /^node:(\d+)/.exec(stage?.image ?? '')?.[1];
  if (major === undefined) throw new Error('the last stage of the Dockerfile begins with no image of Node');
  const ask = ['exec', '--yes', `--package=node@${major}`, '--', 'node', '-p', 'process.execPath'];
  return execFileSync('npm', ask, { encoding: 'utf8' }).trim();
}

function build(stage: Stage, root: string): void {
  let workdir = root;
  for (const { word, rest } of stage.steps) {
    if (['CMD', 'HEALTHCHECK', 'EXPOSE', 'VOLUME', 'USER'].includes(word)) continue;
    const startedAt = Date.now();
    if (word === 'WORKDIR') workdir = newFolder(path.join(root, rest));
    else if (word === 'COPY') copy(rest, workdir);
    else if (word === 'RUN') run(rest, root, workdir);
    else if (word === 'ENV') Object.assign(environment, envOf(rest, root));
    else throw new Error(`the Dockerfile has ${word}, which this script does not know`);
    console.log(`  ${word} ${rest.slice(0, 90)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  }
}

function copy(rest: string, workdir: string): void {
  const words = rest.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  const to = path.join(workdir, target);
  for (const source of words) {
    if (from !== undefined) copyOne(path.join(folder, from, source), target.endsWith('/') ? `${to}/` : to);
    else for (const file of contextFiles(source)) cpSync(path.join(projectFolder, file), path.join(to, file));
  }
}

/** Of a folder its content, of a file the file: into what ends in a slash, else to that name. */
function copyOne(from: string, to: string): void {
  const isIntoFolder = to.endsWith('/') && !statSync(from).isDirectory();
  cpSync(from, isIntoFolder ? path.join(to, path.basename(from)) : to, { recursive: true, verbatimSymlinks: true });
}

/** What is sent to the builder: of the files under version control those that .dockerignore lets through. */
function contextFiles(source: string): string[] {
  const rules = readFileSync(path.join(projectFolder, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const isSent = (file: string) =>
    rules.reduce((sent, rule) => {
      const pattern = rule.replace(/^!/, '');
      const matches = pattern === '**' || file === pattern || file.startsWith(`${pattern}/`);
      return matches ? rule.startsWith('!') : sent;
    }, true);
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: projectFolder, encoding: 'utf8' }).split('\0');
  return files.filter((file) => file !== '' && isSent(file) && (source === '.' || file === source));
}

function run(command: string, root: string, cwd: string): void {
  // npm asks the registry as it does elsewhere on this machine: with its settings and certificates.
  const env = { ...process.env, ...environment };
  // Absolute paths lead into the folder that stands for the image; only a builder has the user "node".
  const here = command.replace(/(?<=\s)\/(?=[a-z])/g, `${root}/`);
  execFileSync('sh', ['-ec', `chown() { :; }\n${here}`], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function envOf(rest: string, root: string): Record<string, string> {
  const pairs = rest.split(/\s+/).map((pair) => pair.split('=', 2) as [string, string]);
  return Object.fromEntries(pairs.map(([name, value]) => [name, value.startsWith('/') ? root + value : value]));
}

async function start(stage: Stage, root: string): Promise<void> {
  const cwd = path.join(root, stage.steps.find(({ word }) => word === 'WORKDIR')?.rest ?? '');
  const env = { ...environment, PORT: String(await freePort()), DRAIN_SECONDS: '1' };
  const [program = '', ...args] = commandOf(stage, 'CMD');
  const server = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => server.on('close', resolve));
  const startedAt = Date.now();
  while (!isHealthy(stage, cwd, env)) {
    if (server.exitCode !== null || Date.now() - startedAt > 90_000) {
      server.kill('SIGKILL');
      throw new Error('what was built does not become healthy');
    }
    await sleep(500);
  }
  console.log(`  healthy by its own HEALTHCHECK after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  server.kill('SIGTERM');
  const code = await ended;
  if (code !== 0) throw new Error(`told to end, it ended with ${code}`);
  console.log('  ended in order on SIGTERM');
}

function isHealthy(stage: Stage, cwd: string, env: Record<string, string>): boolean {
  const [program = '', ...args] = commandOf(stage, 'HEALTHCHECK');
  try {
    execFileSync(program, args, { cwd, env, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
