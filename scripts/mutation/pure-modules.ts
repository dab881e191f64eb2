import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
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

const REPORT = path.join(projectFolder, '.tmp/mutation/report.json');
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
  // A run that breaks off must not be told with the figures of the one before.
  await rm(REPORT, { force: true });
  await stryker();
  const report = JSON.parse(await readFile(REPORT, 'utf8')) as Report;
  const rows = Object.entries(report.files).map(([file, { mutants }]) => {
    const killed = mutants.filter(({ status }) => KILLED.includes(status)).length;
    const alive = mutants.filter(({ status }) => ALIVE.includes(status));
    return { file, killed, alive, share: Math.round((1000 * killed) / Math.max(1, killed + alive.length)) / 10 };
  });
  const killed = rows.reduce((sum, row) => sum + row.killed, 0);
  const alive = rows.reduce((sum, row) => sum + row.alive.length, 0);
  const unread = rows.flatMap(({ file, alive }) => alive.filter((mutant) => readingOf(file, mutant) === undefined));
  const share = Math.round((1000 * killed) / (killed + alive)) / 10;
  return {
    title: 'Pure modules: money, calendar, states, policy',
    command: 'npm run mutation -- pure',
    day: new Date().toISOString().slice(0, 10),
    isWeak: share < AIM,
    short: [
      ...(share < AIM ? [`Of the mutants of the pure modules ${share} % are killed; the aim is ${AIM} %.`] : []),
      ...(unread.length > 0 ? [`Nobody has yet read ${unread.length} of the ${alive} mutants that survived.`] : []),
    ],
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
            'Survivors, and what each of those that were read changes:',
            rows.flatMap((row) => row.alive.map((mutant) => survivor(row.file, mutant))).join('\n'),
          ]),
    ].join('\n\n'),
  };
}

function survivor(file: string, mutant: Mutant): string {
  const read = readingOf(file, mutant);
  const { location, mutatorName } = mutant;
  return `- ${file}:${location.start.line} ${mutatorName} → \`${told(mutant)}\`${read === undefined ? '' : `: ${read}`}`;
}

function readingOf(file: string, mutant: Mutant): string | undefined {
  return EQUIVALENT[`${file} ${told(mutant)}`];
}

function told({ replacement = '' }: Mutant): string {
  return replacement.replace(/\s+/g, ' ').slice(0, 80);
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
