import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../../src/project-folder.js';

/** One server or worker, started as the product starts it. */
export interface Running {
  readonly pid: number;
  /** What it logged and printed so far. */
  said(): string;
  hasEnded(): boolean;
  /** No goodbye: as the kernel ends a process when memory runs out. */
  kill9(): Promise<void>;
  /** SIGTERM, as an orchestrator ends it; answers the exit code. */
  stop(): Promise<number | null>;
}

export type Program =
  | 'src/server.js'
  | 'src/worker-process.js'
  | 'scripts/verify.js'
  | 'scripts/chaos/migrate-process.js';

/** `programs` is the folder of the compiled sources. */
export function start(
  programs: string,
  program: Program,
  env: Record<string, string>,
  { args = [], imports = [] }: { args?: string[]; imports?: string[] } = {},
): Running {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };
  const child = spawn(process.execPath, [...preloads(imports), path.join(programs, program), ...args], {
    cwd: projectFolder,
    env: { ...inherited, NODE_ENV: 'production', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (!isOver(child)) child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    said: () => lines.join(''),
    hasEnded: () => isOver(child),
    kill9: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

/** Loaded before the program, to break something inside it. */
function preloads(imports: string[]): string[] {
  return imports.flatMap((file) => ['--import', pathToFileURL(path.join(projectFolder, file)).href]);
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
