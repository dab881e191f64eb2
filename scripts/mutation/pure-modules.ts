import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';
import type { Part } from './mutation-page.js';

interface Mutant {
  status: string;
  replacement?: string;
  location: { start: Place; end: Place };
}

interface Place {
  line: number;
  column: number;
}

interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}

const REPORT = path.join(projectFolder, '.tmp/mutation/report.json');
const AIM = 90;
const KILLED = ['Killed', 'Timeout'];
const ALIVE = ['Survived', 'NoCoverage'];

/** Survivors that were read: why nobody can see what each changes. */
const EQUIVALENT: Record<string, string> = {
  'src/services/core/money.ts \'0\' → ""': 'a text that is split has a first part; only the compiler doubts it',
  'src/services/core/calendar.ts one > other → one >= other': 'of two equal dates either is the later one',
  'src/services/billing-periods/schedule.ts last < end → last <= end': 'of two equal dates either is the end',
  'src/services/billing-periods/schedule.ts effectiveFrom?.getTime → effectiveFrom.getTime':
    'only the first version has no day from which it bills, and none comes before it',
  'src/services/billing-periods/schedule.ts from === null → false':
    'compared with null every day after 1970 is later, so that the other half says the same',
  'src/services/billing-periods/schedule.ts next < open.length → next <= open.length':
    'one step beyond the last month there is nothing left to lay out either',
  'src/services/billing-periods/schedule.ts open[next]?.begins → open[next].begins':
    'the index was compared with the length just before; only the compiler doubts it',
  'src/services/access/validate-account-and-plan.ts [] → ["Stryker was here"]': 'nobody asks for what has that name',
  'src/admin/policy.ts permission !== null → true': 'no role holds the permission null',
  'src/admin/policy.ts permission !== null && policy.read.includes(role) → true':
    'in today’s policy whoever holds the permission of an action may read its resource, too',
  'src/admin/policy.ts permission !== null && policy.read.includes(role) → permission !== null || policy.read.includes(role)':
    'in today’s policy whoever holds the permission of an action may read its resource, too',
};

/** Money, calendar, states and policy: every mutant that Stryker can make, judged by their unit tests alone. */
export async function mutatePureModules(): Promise<Part> {
  // A run that breaks off must not be told with the figures of the one before.
  await rm(REPORT, { force: true });
  await stryker();
  const report = JSON.parse(await readFile(REPORT, 'utf8')) as Report;
  const rows = Object.entries(report.files).map(([file, { source, mutants }]) => {
    const killed = mutants.filter(({ status }) => KILLED.includes(status)).length;
    const alive = mutants
      .filter(({ status }) => ALIVE.includes(status))
      .map((mutant) => survivor(file, source, mutant));
    return { file, killed, alive, share: Math.round((1000 * killed) / Math.max(1, killed + alive.length)) / 10 };
  });
  const killed = rows.reduce((sum, row) => sum + row.killed, 0);
  const alive = rows.reduce((sum, row) => sum + row.alive.length, 0);
  const unread = rows.flatMap(({ alive }) => alive.filter(({ reading }) => reading === undefined));
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
            rows
              .flatMap(({ alive }) => alive.map(({ line, reading }) => (reading ? `${line}: ${reading}` : line)))
              .join('\n'),
          ]),
    ].join('\n\n'),
  };
}

/** The line that names it, and what was written above by whoever read it. */
function survivor(file: string, source: string, { location, replacement = '' }: Mutant) {
  const change = `${onOneLine(textBetween(source, location))} → ${onOneLine(replacement)}`;
  return { line: `- ${file}:${location.start.line} \`${change}\``, reading: EQUIVALENT[`${file} ${change}`] };
}

function textBetween(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join(' ');
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 120);
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
