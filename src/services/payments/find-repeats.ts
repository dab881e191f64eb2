import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

export interface Repeat {
  id: number;
  manualReference: string;
  /** What was seen before on another payment. */
  repeats: 'reference' | 'slip';
}

/** Which of these payments quote a reference, or carry a slip, that another payment did before. */
export function findRepeats(ctx: Context, paymentIds: number[]): Promise<Repeat[]> {
  return dbOf(ctx).$queryRaw<Repeat[]>`
    SELECT p.id, p.manual_reference AS "manualReference", CASE WHEN slip.id IS NULL THEN 'reference' ELSE 'slip' END AS repeats
    FROM payments p
    LEFT JOIN LATERAL (
      SELECT g.id FROM payment_proofs f JOIN payment_proofs g ON g.sha256 = f.sha256 AND g.id <> f.id
      WHERE f.payment_id = p.id LIMIT 1) slip ON true
    LEFT JOIN LATERAL (
      SELECT o.id FROM payments o
      WHERE o.normalized_reference = p.normalized_reference AND o.id <> p.id AND p.normalized_reference <> '' LIMIT 1) same ON true
    WHERE p.id = ANY (${paymentIds}) AND (slip.id IS NOT NULL OR same.id IS NOT NULL)
    ORDER BY p.id`;
}
