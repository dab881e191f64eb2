import { spawn } from 'node:child_process';

/** The system user that a command runs as; null stands for whoever started us. */
export type RunAs = { uid: number; gid: number } | null;

export interface CommandResult {
  code: number;
  output: string;
}

/** Runs a program to its end and keeps what it said; a program that is not there answers 127, as in a shell. */
export function runCommand(command: string, args: string[], runAs: RunAs = null): Promise<CommandResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      // Messages in English, and no PG… variable of the person's own shell.
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      ...(runAs ?? {}),
    });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (code: number, trouble = '') =>
      resolve({ code, output: (Buffer.concat(chunks).toString('utf8') + trouble).trim() });
    child.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ENOENT' ? 127 : 126, error.message));

    child.on('close', (code) => finish(code ?? 1));
  });
}

export function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
