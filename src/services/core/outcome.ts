import { Refusal } from './errors.js';

/** What an action on many did with one id; every requested id gets exactly one. */
export interface Outcome {
  id: number;
  outcome:
    | 'approved'
    | 'rejected'
    | 'suspended'
    | 'reactivated'
    | 'enabled'
    | 'disabled'
    | 'released'
    | 'already'
    | 'refused'
    | 'missing';
  /** Why not, for programs. */
  code?: string;
  /** Why not, for people. */
  message?: string;
}

/** For a caller who named one record: anything but success is a refusal spoken aloud. */
export function refusalOf(
  outcome: Outcome,
): { kind: 'not_found' | 'conflict' | 'rule_violated'; code: string; message: string } | null {
  const message = outcome.message ?? 'Nothing was changed.';
  if (outcome.outcome === 'missing') return { kind: 'not_found', code: 'not_found', message };
  if (outcome.outcome === 'already') return { kind: 'conflict', code: outcome.code ?? 'already_decided', message };
  if (outcome.outcome === 'refused') return { kind: 'conflict', code: outcome.code ?? 'refused', message };
  return null;
}

/** For a caller who named one record: returns only when something was done. */
export function insistOn([outcome]: Outcome[]): void {
  const refusal = outcome === undefined ? null : refusalOf(outcome);
  if (refusal !== null) throw new Refusal(refusal.kind, refusal.code, refusal.message);
}
