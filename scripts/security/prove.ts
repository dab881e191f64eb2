import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';
import type { Attack, Proof } from './attack.js';
import { runTests } from './run-tests.js';
import { securityPage } from './security-page.js';
import { copySources, type SourceCopy } from './source-copy.js';

/** Answers what the program ends with: 0 when every defence was missed by its test. */
export async function proveAttacks(attacks: readonly Attack[], only: string | undefined): Promise<number> {
  const chosen = only === undefined ? attacks : attacks.filter((attack) => JSON.stringify(attack).includes(only));
  const copy = await copySources();
  const proofs: Proof[] = [];
  try {
    console.log(`${chosen.length} attacks; first their tests with every defence in place`);
    const sound = await passing(copy.folder, chosen);
    for (const attack of chosen) {
      const proof = sound.has(attack)
        ? await prove(copy, attack)
        : { attack, verdict: 'fails_untouched' as const, said: '' };
      proofs.push(proof);
      console.log(`${proof.verdict === 'proven' ? '✓' : '✗'} ${attack.attack}: ${proof.verdict} ${proof.said}`);
    }
  } finally {
    await copy.remove();
  }
  const weak = proofs.filter(({ verdict }) => verdict !== 'proven').length;
  console.log(`${proofs.length - weak} proven, ${weak} not`);
  if (only === undefined) await writeFile(path.join(projectFolder, 'docs/security.md'), await securityPage(proofs));
  return weak === 0 && proofs.length > 0 ? 0 : 1;
}

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

async function prove(copy: SourceCopy, attack: Attack): Promise<Proof> {
  await copy.takeOut(attack.without);
  try {
    const results = await runTests(copy.folder, [attack.test]);
    // A file that cannot even be loaded would prove nothing: a test of it must have run and failed.
    const failed = results.find(({ title, status }) => status === 'failed' && title.startsWith(attack.test.name));
    if (failed === undefined) return { attack, verdict: 'not_missed', said: '' };
    return { attack, verdict: 'proven', said: failed.said };
  } finally {
    await copy.putBack();
  }
}
