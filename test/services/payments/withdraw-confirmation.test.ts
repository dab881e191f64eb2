import { describe, expect, it } from 'vitest';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { withdrawConfirmation } from '../../../src/services/payments/withdraw-confirmation.js';
import { activeTenant, confirmTransfer, signUpAndConfirm, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);

describe('a tenant takes a confirmation back', () => {
  it('until it is decided: it failed as “withdrawn”, nobody reviewed it, and the invoice can be confirmed again', async () => {
    const tenant = await signUpAndConfirm(test);
    await withdrawConfirmation(tenant.ctx, { paymentId: tenant.paymentId });
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: tenant.paymentId } })).toMatchObject({
      status: 'failed',
      rejectionReason: 'withdrawn',
      failedAt: test.clock.now(),
      reviewedAt: null,
      reviewedById: null,
    });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({ where: { action: 'payment.withdraw' } });
    expect(entry).toMatchObject({
      actorType: 'user',
      actorId: tenant.userId,
      entityId: tenant.paymentId,
      accountId: tenant.accountId,
    });
    expect(await confirmTransfer(test, tenant, tenant.invoice.id)).toBeGreaterThan(tenant.paymentId);
  });

  it('not after it was approved, rejected or withdrawn', async () => {
    const approved = await activeTenant(test);
    const rejected = await signUpAndConfirm(test);
    await rejectPayments(await staff(test, 'finance'), { paymentIds: [rejected.paymentId], reason: 'Not arrived' });
    const withdrawn = await signUpAndConfirm(test);
    await withdrawConfirmation(withdrawn.ctx, { paymentId: withdrawn.paymentId });
    for (const tenant of [approved, rejected, withdrawn]) {
      const refusal = await refusalOf(withdrawConfirmation(tenant.ctx, { paymentId: tenant.paymentId }));
      expect(refusal).toMatchObject({ kind: 'conflict', code: 'already_decided' });
    }
  });

  it('not another account’s: it answers like one that does not exist', async () => {
    const tenant = await signUpAndConfirm(test);
    const other = await signUpTenant(test);
    const theirs = await refusalOf(withdrawConfirmation(other.ctx, { paymentId: tenant.paymentId }));
    const none = await refusalOf(withdrawConfirmation(other.ctx, { paymentId: 2_000_000_000 }));
    expect([theirs.kind, theirs.code, theirs.message]).toEqual([none.kind, none.code, none.message]);
    expect(theirs.kind).toBe('not_found');
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: tenant.paymentId } })).toMatchObject({
      status: 'pending_approval',
    });
  });
});
