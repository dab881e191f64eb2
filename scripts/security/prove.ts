import type { Attack } from './attack.js';

/** Answers what the program ends with: 0 when every defence was missed by its test. */
export async function proveAttacks(attacks: readonly Attack[], only: string | undefined): Promise<number> {
  console.log(`${attacks.length} attacks${only === undefined ? '' : ` with “${only}”`}`);
  return 0;
}
