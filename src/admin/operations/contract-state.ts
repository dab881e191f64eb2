/** A contract that has not ended: it can still be changed, signed or given up. */
export function isOpen({ status }: Record<string, unknown>): boolean {
  return status !== 'completed' && status !== 'terminated';
}
