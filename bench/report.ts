import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';
import type { KeptPart, KeptResults } from './kept-results.js';
import { type Aim, isMet, type Part } from './part.js';
import { table } from './statistics.js';

/** Writes docs/bench.md from what was kept; the verdict on every aim is worked out here and nowhere by hand. */
export async function writeReport(parts: readonly Part[], results: KeptResults): Promise<void> {
  const measured = parts.flatMap(({ name }) => results[name] ?? []);
  const missing = parts.filter(({ name }) => results[name] === undefined).map(({ title }) => title);
  const text = [
    '# Bench',
    '',
    'Made by `npm run bench`; `npm run bench -- <part>` renews one part, so each carries its own date. Every database is an embedded',
    'PostgreSQL with its default settings, every server the built product in a process of its own. What is compared is',
    'interleaved round by round, and ratios are formed inside a round, so that a machine that speeds up or slows down cancels out.',
    '',
    '## What fell short',
    '',
    ...shortfalls(measured, missing),
    '',
    '## Aims and figures',
    '',
    table(
      ['aim', 'at most', 'measured', ''],
      measured.flatMap(({ aims }) =>
        aims.map((aim) => [aim.says, figure(aim.limit, aim), figure(aim.figure, aim), verdict(aim)]),
      ),
    ),
    ...measured.flatMap((part) => ['', `## ${part.title}`, '', whenAndWhere(part), '', part.text]),
    '',
  ];
  await writeFile(path.join(projectFolder, 'docs/bench.md'), text.join('\n'));
}

function shortfalls(measured: KeptPart[], missing: string[]): string[] {
  const short = measured.flatMap(({ aims }) => aims.filter((aim) => !isMet(aim)));
  const busy = measured.filter(({ loadBefore, machine }) => loadBefore > Number.parseInt(machine, 10));
  const lines = [
    ...short.map((aim) => `- **${aim.says}**: ${figure(aim.figure, aim)}, the aim is ${figure(aim.limit, aim)}.`),
    ...missing.map((title) => `- **${title}** has not been measured.`),
    ...busy.map(
      ({ title, loadBefore }) =>
        `- **${title}** was measured while the machine had other work (load ${loadBefore.toFixed(1)}).`,
    ),
  ];
  return lines.length === 0 ? ['Nothing: every aim below is met.'] : lines;
}

function whenAndWhere({ measuredAt, seconds, machine, loadBefore }: KeptPart): string {
  const minute = measuredAt.slice(0, 16).replace('T', ' ');
  return `*${minute} UTC, ${machine}, load before ${loadBefore.toFixed(1)}; took ${seconds.toFixed(0)} s.*`;
}

function figure(value: number, { unit }: Aim): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}

function verdict(aim: Aim): string {
  return isMet(aim) ? 'met' : '**not met**';
}
