import { runTests } from '../security/run-tests.js';
import { copySources } from '../security/source-copy.js';
import type { Condition, MissedCondition } from './condition.js';
import { CONDITIONS } from './conditions.js';
import type { Part } from './mutation-page.js';
import { SPARING_CONDITIONS } from './reading-conditions.js';

/** One after the other out of a copy of the sources; the first test that fails is named. */
export async function takeOutConditions(): Promise<Part> {
  const copy = await copySources();
  const rows: { condition: MissedCondition; test: string | null }[] = [];
  try {
    await insistOnSoundTests(copy.folder);
    for (const condition of CONDITIONS) {
      await copy.takeOut([without(condition)]);
      const results = await runTests(
        copy.folder,
        condition.tests.map((file) => ({ file, name: '' })),
      );
      await copy.putBack();
      const failed = results.find(({ status }) => status === 'failed');
      rows.push({ condition, test: failed?.title ?? null });
      console.log(
        `${failed === undefined ? '✗' : '✓'} ${condition.file}: ${nameOf(condition)}: ${failed?.title ?? 'nobody missed it'}`,
      );
    }
  } finally {
    await copy.remove();
  }
  const unmissed = rows.filter(({ test }) => test === null);
  return {
    title: 'Conditions on a state in what writes, or decides what is written',
    command: 'npm run mutation -- conditions',
    day: new Date().toISOString().slice(0, 10),
    isWeak: unmissed.length > 0,
    short: unmissed.map(
      ({ condition }) => `${nameOf(condition)} in ${condition.file} can go without a test that fails.`,
    ),
    text: [
      `${rows.length} conditions were taken out in turn; ${rows.length - unmissed.length} are missed. That the list is whole is asked of the sources by a test of its own.`,
      [
        '| condition | in | the test that fails |',
        '|---|---|---|',
        ...rows.map(({ condition, test }) => `| ${nameOf(condition)} | ${condition.file} | ${test ?? '—'} |`),
      ].join('\n'),
      'Not taken out, because they only spare work:',
      SPARING_CONDITIONS.map((one) => `- ${nameOf(one)} in ${one.file}: ${one.because}`).join('\n'),
    ].join('\n\n'),
  };
}

function without({ file, drop, within = drop }: Condition) {
  return { file, find: within, replace: within.replace(drop, '') };
}

/** Without the words and marks that tie it to its neighbours; with them where its file says the same elsewhere. */
function nameOf({ drop, within }: Condition): string {
  const condition = `\`${drop.trim().replace(/^(AND|WHERE|,) ?| AND$|,$/g, '')}\``;
  return within === undefined ? condition : `${condition} of \`${within}\``;
}

/** A test that fails with every condition in place would seem to miss all of them. */
async function insistOnSoundTests(folder: string): Promise<void> {
  const files = [...new Set(CONDITIONS.flatMap(({ tests }) => tests))];
  const results = await runTests(
    folder,
    files.map((file) => ({ file, name: '' })),
  );
  const failed = results.find(({ status }) => status === 'failed');
  if (results.length === 0 || failed !== undefined)
    throw new Error(`with every condition in place a test fails: ${failed?.title ?? 'none ran'}`);
}
