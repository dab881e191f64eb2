import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

export interface OpenPlanInvoice {
  number: string;
  /** A confirmation of it waits for review: until that is decided the plan cannot be changed. */
  inReview: boolean;
}

/** The unpaid plan invoice of the acting user's account. */
export function getOwnOpenPlanInvoice(ctx: Context): Promise<OpenPlanInvoice | null> {
  return findOpenPlanInvoice(ctx, actingUser(ctx).accountId);
}

export async function findOpenPlanInvoice(ctx: Context, accountId: number): Promise<OpenPlanInvoice | null> {
  const open = await dbOf(ctx).invoice.findMany({
    where: { accountId, status: 'pending', NOT: { subscriptionId: null } },
    include: { payments: { where: { status: 'pending_approval' }, select: { id: true } } },
    orderBy: { id: 'desc' },
  });
  const shown = open.find(({ payments }) => payments.length > 0) ?? open[0];
  return shown === undefined ? null : { number: shown.number ?? '', inReview: shown.payments.length > 0 };
}
