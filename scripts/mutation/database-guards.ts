import { projectFolder } from '../../src/project-folder.js';
import { runTests } from '../security/run-tests.js';
import type { Part } from './mutation-page.js';

const FILES = ['guards', 'guards-single-keys', 'guards-moves', 'guards-superadmin', 'guards-two-hands'].map(
  (name) => `test/database/${name}.test.ts`,
);
const REFUSES = /^(\S+) refuses /;
const WITHOUT = /^without (\S+) nothing says so of /;
/** That no guard of the catalogue is without an attempt. */
const COMPLETE = ['no guard of the database is without an attempt to break it', 'are all tried'];

/**
 * Every check, unique index, foreign key and trigger: the test makes its attempt once as the database stands
 * and once with that guard dropped in the same transaction. Only where the second is let through (or is refused by
 * another guard) does the first prove anything.
 */
export async function proveDatabaseGuards(): Promise<Part> {
  const results = await runTests(
    projectFolder,
    FILES.map((file) => ({ file, name: '' })),
  );
  const guards = new Map<string, { test: string; missed: boolean; sound: boolean }>();
  for (const { title, status } of results) {
    const refuses = REFUSES.exec(title)?.[1];
    const without = WITHOUT.exec(title)?.[1];
    const name = refuses ?? without;
    if (name === undefined) continue;
    const known = guards.get(name) ?? { test: '', missed: false, sound: true };
    if (refuses !== undefined) known.test ||= title.slice(0, 110).replaceAll('|', '\\|').replace(/\s+/g, ' ');
    if (without !== undefined && status === 'passed') known.missed = true;
    if (status !== 'passed') known.sound = false;
    guards.set(name, known);
  }
  const weak = [...guards].filter(([, { missed, sound }]) => !missed || !sound).map(([name]) => name);
  const isComplete = COMPLETE.every((wanted) =>
    results.some(({ title, status }) => title === wanted && status === 'passed'),
  );
  const short = [
    ...weak.map((name) => `The guard \`${name}\` is missed by no test.`),
    ...(isComplete ? [] : ['There is a guard of the database that no attempt tries to break.']),
  ];
  return {
    title: 'Guards of the database',
    command: 'npm run mutation -- guards',
    day: new Date().toISOString().slice(0, 10),
    isWeak: weak.length > 0 || !isComplete,
    short,
    text: [
      `${guards.size} checks, unique indexes, foreign keys and triggers were dropped in turn; ${guards.size - weak.length} are missed by the test beside them. That the list is whole is asked of the catalogue by a test of its own.`,
      [
        '| dropped | the test that fails |',
        '|---|---|',
        ...[...guards].sort().map(([name, { test }]) => `| ${name} | ${test.replace(/[<>]/g, ' ')} |`),
      ].join('\n'),
    ].join('\n\n'),
  };
}
