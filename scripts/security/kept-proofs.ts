import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';
import type { Attack, Proof } from './attack.js';
import { securityPage } from './security-page.js';

const FILE = path.join(projectFolder, 'scripts/security/proofs.json');
const PAGE = path.join(projectFolder, 'docs/security.md');

type Kept = Record<string, Omit<Proof, 'attack'>>;

/** Lines may be tried one by one: what was seen of the others is kept, as long as their line stays as it is. */
export async function keepProofs(attacks: readonly Attack[], proofs: readonly Proof[]): Promise<void> {
  const kept = await readKept();
  for (const { attack, ...proof } of proofs) kept[keyOf(attack)] = proof;
  const known = attacks.flatMap((attack): [string, Kept[string]][] => {
    const proof = kept[keyOf(attack)];
    return proof === undefined ? [] : [[keyOf(attack), proof]];
  });
  await writeFile(FILE, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
  const lines = attacks.map((attack) => ({ attack, ...(kept[keyOf(attack)] ?? UNTRIED) }));
  await writeFile(PAGE, await securityPage(lines));
}

export async function untried(attacks: readonly Attack[]): Promise<Attack[]> {
  const kept = await readKept();
  return attacks.filter((attack) => kept[keyOf(attack)] === undefined);
}

async function readKept(): Promise<Kept> {
  return JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}')) as Kept;
}

const UNTRIED: Omit<Proof, 'attack'> = { verdict: 'untried', said: '', day: '' };

function keyOf(attack: Attack): string {
  return createHash('sha256').update(JSON.stringify(attack)).digest('hex').slice(0, 16);
}
