import type { Attack, Proof, Verdict } from './attack.js';
import { keepProofs, untried } from './kept-proofs.js';
import { runTests, type TestResult } from './run-tests.js';
import { copySources, type SourceCopy } from './source-copy.js';

/** Answers what the program ends with: 0 when every defence was missed by its test. */
export async function proveAttacks(attacks: readonly Attack[], only: string | undefined): Promise<number> {
  const chosen = await choose(attacks, only);
  const copy = await copySources();
  const proofs: Proof[] = [];
  try {
    console.log(`${chosen.length} attacks; first their tests with every defence in place`);
    const sound = await passing(copy.folder, chosen);
    for (const attack of chosen) {
      const { verdict, said } = sound.has(attack) ? await prove(copy, attack) : FAILS;
      proofs.push({ attack, verdict, said, day: new Date().toISOString().slice(0, 10) });
      await keepProofs(attacks, proofs);
      console.log(`${verdict === 'proven' ? '✓' : '✗'} ${attack.attack}: ${verdict} ${said}`);
    }
  } finally {
    await copy.remove();
  }
  const weak = proofs.filter(({ verdict }) => verdict !== 'proven').length;
  console.log(`${proofs.length - weak} proven, ${weak} not`);
  return weak === 0 && proofs.length > 0 ? 0 : 1;
}

async function choose(attacks: readonly Attack[], only: string | undefined): Promise<readonly Attack[]> {
  if (only === undefined) return attacks;
  return only === 'untried' ? untried(attacks) : attacks.filter((attack) => JSON.stringify(attack).includes(only));
}

type Outcome = Pick<Proof, 'said'> & { verdict: Verdict };

const FAILS: Outcome = { verdict: 'fails_untouched', said: '' };

/** The attacks whose tests pass as things are: asked in one run, and once more alone, as they are without the defence. */
async function passing(folder: string, attacks: readonly Attack[]): Promise<Set<Attack>> {
  const together = await runTests(
    folder,
    attacks.map(({ test }) => test),
  );
  const sound = new Set<Attack>();
  for (const attack of attacks) {
    const { test } = attack;
    if (allPassed(ownOf(test, together)) || allPassed(ownOf(test, await runTests(folder, [test])))) sound.add(attack);
  }
  return sound;
}

/** What ran of the tests of one attack: what was left out, or never came to run, tells nothing. */
function ownOf({ file, name }: Attack['test'], results: readonly TestResult[]): TestResult[] {
  return results.filter(
    (result) => result.file === file && result.title.startsWith(name) && ['passed', 'failed'].includes(result.status),
  );
}

function allPassed(results: readonly TestResult[]): boolean {
  return results.length > 0 && results.every(({ status }) => status === 'passed');
}

async function prove(copy: SourceCopy, attack: Attack): Promise<Outcome> {
  await copy.takeOut(attack.without);
  try {
    const results = ownOf(attack.test, await runTests(copy.folder, [attack.test]));
    // A file that cannot even be loaded would prove nothing: a test of it must have run and failed.
    if (results.length === 0) return { verdict: 'did_not_run', said: '' };
    const failed = results.find(({ status }) => status === 'failed');
    return failed === undefined ? { verdict: 'not_missed', said: '' } : { verdict: 'proven', said: failed.said };
  } finally {
    await copy.putBack();
  }
}
