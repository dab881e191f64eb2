import type { Installation } from '../../src/services/core/context.js';
import type { Outcome } from '../../src/services/core/outcome.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { approveInBulk } from '../../src/services/payments/review-in-bulk.js';
import type { StaffActor } from '../../src/services/staff/staff-actor.js';
import { actingAt } from './acting-at.js';
import type { Random } from './random.js';

/** Who sits at the desk. */
interface Office {
  installation: Installation;
  staff: { finance: StaffActor; superadmin: StaffActor };
  random: Random;
}

interface Case {
  paymentId: number;
  /** Why it is rejected; null: it is approved. */
  rejection: string | null;
  next: (decidedAt: Date) => Promise<void> | void;
}

/** Finance decides twice on every working day, all that waits at once. */
export interface ReviewDesk {
  handIn(review: Case): void;
  decide(office: Office, at: Date): Promise<void>;
}

const NOTES = ['', '', 'Seen on the statement of this morning.', '', 'Amount and reference match.', ''];

export function reviewDesk(): ReviewDesk {
  let waiting: Case[] = [];
  return {
    handIn(review) {
      waiting.push(review);
    },
    async decide(office, at) {
      const cases = waiting;
      waiting = [];
      await approve(
        office,
        at,
        cases.filter(({ rejection }) => rejection === null),
      );
      for (const review of cases)
        if (review.rejection !== null) await reject(office, at, review.paymentId, review.rejection);
      for (const { next } of cases) await next(at);
    },
  };
}

async function approve(office: Office, at: Date, cases: Case[]): Promise<void> {
  if (cases.length === 0) return;
  const reviewer = office.random.chance(0.15) ? office.staff.superadmin : office.staff.finance;
  const ctx = actingAt(office, at, reviewer);
  const paymentIds = cases.map(({ paymentId }) => paymentId);
  const note = office.random.pick(NOTES);
  if (cases.length === 1) return insistAll(await approvePayments(ctx, { paymentIds, note }), 'approved');
  const { counts, exceptions } = await approveInBulk(ctx, { paymentIds, note });
  if (counts.approved !== cases.length)
    throw new Error(`the demo's payments were not all approved: ${JSON.stringify(exceptions)}`);
}

async function reject(office: Office, at: Date, paymentId: number, reason: string): Promise<void> {
  const ctx = actingAt(office, at, office.staff.finance);
  insistAll(await rejectPayments(ctx, { paymentIds: [paymentId], reason }), 'rejected');
}

function insistAll(outcomes: Outcome[], wanted: Outcome['outcome']): void {
  const other = outcomes.find(({ outcome }) => outcome !== wanted);
  if (other !== undefined) throw new Error(`a payment of the demo was not ${wanted}: ${JSON.stringify(other)}`);
}
