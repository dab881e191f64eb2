import { z } from 'zod';
import { actingUser } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { insistOnRight } from '../users/lock-own-account.js';
import { lockForReview } from './lock-for-review.js';
import { WITHDRAWN } from './payment-status.js';

/** A tenant takes a confirmation back until it is decided. Locks account, invoice, payment. */
export const withdrawConfirmation = operation({
  name: 'payment.withdraw',
  permission: 'tenant.pay',
  input: z.object({ paymentId: id }),
  async run(ctx, { paymentId }): Promise<void> {
    const { accountId } = actingUser(ctx);
    const own = await ctx.db.payment.count({ where: { id: paymentId, accountId } });
    if (own === 0) throw new Refusal('not_found', 'payment_not_found', 'This payment does not exist.');
    await lockForReview(ctx, [paymentId]);
    await insistOnRight(ctx, 'tenant.pay');
    const { count } = await ctx.db.payment.updateMany({
      where: { id: paymentId, accountId, status: 'pending_approval', enteredById: null },
      data: { status: 'failed', rejectionReason: WITHDRAWN, failedAt: ctx.now },
    });
    if (count === 0) {
      throw new Refusal(
        'conflict',
        'already_decided',
        'This confirmation has been decided already and cannot be withdrawn.',
      );
    }
    await ctx.audit({
      action: 'payment.withdraw',
      entityType: 'Payment',
      entityId: paymentId,
      accountId,
      changes: { status: { before: 'pending_approval', after: 'failed' } },
    });
  },
});
