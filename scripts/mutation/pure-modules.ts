import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';
import type { Part } from './mutation-page.js';

interface Mutant {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: { start: { line: number; column: number } };
}

interface Report {
  files: Record<string, { mutants: Mutant[] }>;
}

const AIM = 90;
const KILLED = ['Killed', 'Timeout'];
const ALIVE = ['Survived', 'NoCoverage'];

/**
 * Survivors that were read: what each changes, nobody can see.
 * The key is the file and the text that took the place of the code's.
 */
const EQUIVALENT: Record<string, string> = {};

/** Money, calendar, states and policy: every mutant that Stryker can make, judged by their unit tests alone. */
export async function mutatePureModules(): Promise<Part> {
  await stryker();
  const report = JSON.parse(await readFile(path.join(projectFolder, '.tmp/mutation/report.json'), 'utf8')) as Report;
  const rows = Object.entries(report.files).map(([file, { mutants }]) => {
    const killed = mutants.filter(({ status }) => KILLED.includes(status)).length;
    const alive = mutants.filter(({ status }) => ALIVE.includes(status));
    return { file, killed, alive, share: Math.round((1000 * killed) / Math.max(1, killed + alive.length)) / 10 };
  });
  const killed = rows.reduce((sum, row) => sum + row.killed, 0);
  const alive = rows.reduce((sum, row) => sum + row.alive.length, 0);
  const share = Math.round((1000 * killed) / (killed + alive)) / 10;
  return {
    title: 'Pure modules: money, calendar, states, policy',
    command: 'npm run mutation -- pure',
    day: new Date().toISOString().slice(0, 10),
    isWeak: share < AIM,
    short: share < AIM ? [`Of the mutants of the pure modules ${share} % are killed; the aim is ${AIM} %.`] : [],
    text: [
      `${killed} of ${killed + alive} mutants are killed: **${share} %** (the aim is ${AIM} %).`,
      [
        '| module | killed | survived | share |',
        '|---|---|---|---|',
        ...rows.map((row) => `| ${row.file} | ${row.killed} | ${row.alive.length} | ${row.share} % |`),
      ].join('\n'),
      ...(alive === 0
        ? []
        : [
            'Survivors, each of them read:',
            rows.flatMap((row) => row.alive.map((mutant) => survivor(row.file, mutant))).join('\n'),
          ]),
    ].join('\n\n'),
  };
}

function survivor(file: string, { location, mutatorName, replacement = '' }: Mutant): string {
  const told = replacement.replace(/\s+/g, ' ').slice(0, 80);
  const read = EQUIVALENT[`${file} ${told}`];
  return `- ${file}:${location.start.line} ${mutatorName} → \`${told}\`${read === undefined ? '' : `: ${read}`}`;
}

function stryker(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        path.join(projectFolder, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
        'run',
        'scripts/mutation/stryker.config.json',
      ],
      { cwd: projectFolder, stdio: 'inherit' },
    );
    child.on('error', reject);
    // A score below the threshold is an exit code of its own; the report says the rest.
    child.on('close', () => resolve());
  });
}
