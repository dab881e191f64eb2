import type { Attack, Proof, Verdict } from './attack.js';
import { keepProofs, untried } from './kept-proofs.js';
import { runTests } from './run-tests.js';
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

/** The attacks whose tests pass as things are, asked in one run. */
async function passing(folder: string, attacks: readonly Attack[]): Promise<Set<Attack>> {
  const results = await runTests(
    folder,
    attacks.map(({ test }) => test),
  );
  return new Set(
    attacks.filter(({ test }) => {
      const own = results.filter(({ file, title }) => file === test.file && title.startsWith(test.name));
      return own.length > 0 && own.every(({ status }) => status === 'passed');
    }),
  );
}

async function prove(copy: SourceCopy, attack: Attack): Promise<Outcome> {
  await copy.takeOut(attack.without);
  try {
    const results = await runTests(copy.folder, [attack.test]);
    // A file that cannot even be loaded would prove nothing: a test of it must have run and failed.
    const failed = results.find(({ title, status }) => status === 'failed' && title.startsWith(attack.test.name));
    if (failed === undefined) return { verdict: 'not_missed', said: '' };
    return { verdict: 'proven', said: failed.said };
  } finally {
    await copy.putBack();
  }
}
