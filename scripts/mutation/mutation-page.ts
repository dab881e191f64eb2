import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';

/** One part of the page, as its last run left it. */
export interface Part {
  title: string;
  command: string;
  day: string;
  /** What fell short, one sentence each; it stands at the top of the page. */
  short: string[];
  text: string;
  isWeak: boolean;
}

const KEPT = path.join(projectFolder, 'docs/mutation.json');
const PAGE = path.join(projectFolder, 'docs/mutation.md');
const ORDER = ['pure', 'guards', 'conditions'];

/** The parts that were run now beside those kept from before. */
export async function writePage(renewed: Record<string, Part>): Promise<void> {
  const before = JSON.parse(await readFile(KEPT, 'utf8').catch(() => '{}')) as Record<string, Part>;
  const all = { ...before, ...renewed };
  const parts = ORDER.flatMap((name) => all[name] ?? []);
  const missing = ORDER.filter((name) => all[name] === undefined);
  const short = [
    ...missing.map((name) => `- \`npm run mutation -- ${name}\` has not been run to its end.`),
    ...parts.flatMap((part) => part.short.map((sentence) => `- ${sentence}`)),
  ];
  await mkdir(path.dirname(KEPT), { recursive: true });
  await writeFile(
    KEPT,
    `${JSON.stringify(Object.fromEntries(ORDER.flatMap((name) => (all[name] ? [[name, all[name]]] : []))), null, 2)}\n`,
  );
  await writeFile(PAGE, page(parts, short));
}

function page(parts: Part[], short: string[]): string {
  return [
    '# What the tests miss, when something is taken away',
    'Made by `npm run mutation`. A test that cannot fail proves nothing; here the code and the database are broken on\npurpose, and a test has to notice.',
    '## What fell short',
    short.length === 0 ? 'Nothing.' : short.join('\n'),
    ...parts.flatMap(({ title, command, day, text }) => [`## ${title}`, `\`${command}\`, ${day}.`, text]),
  ]
    .join('\n\n')
    .concat('\n');
}
