/**
 * The state in a statement decides, whoever holds the lock. Rows that were locked and sorted out must all be changed
 * by it; where one is not, something wrote past the lock, and the whole operation is undone.
 */
export function insistOnAll(changed: number, locked: number, rows: string): void {
  if (changed !== locked) throw new Error(`${locked} ${rows} were locked but ${changed} could be changed`);
}
