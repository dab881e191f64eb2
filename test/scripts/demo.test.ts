import { beforeAll, describe, expect, it } from 'vitest';
import { fillDemo } from '../../scripts/demo/fill.js';
import { DEMO_PASSWORD, STAFF, TENANTS } from '../../scripts/demo/logins.js';
import { openProof } from '../../src/services/payments/open-proof.js';
import { logInStaff } from '../../src/services/staff/log-in-staff.js';
import { logIn } from '../../src/services/users/log-in.js';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { anonymousContext, staffContext, systemContext } from '../support/contexts.js';
import { useInstallation } from '../support/installation.js';

describe('the demo', () => {
  const test = useInstallation({ startsAt: '2026-03-14T11:20:00Z' });

  beforeAll(async () => {
    await fillDemo(systemContext(test), { share: 0.04 });
  });

  it('leaves every truth of the domain intact', async () => {
    expect(await verifyTruths(test.installation)).toEqual([]);
  });

  it('has accounts in every state and payments in several currencies', async () => {
    const states = await test.prisma.account.groupBy({ by: ['status'] });
    expect(states.map(({ status }) => status).sort()).toEqual(
      ['active', 'cancelled', 'pending', 'pending_payment', 'rejected', 'suspended', 'trial'].sort(),
    );
    const currencies = await test.prisma.payment.groupBy({ by: ['currency'], orderBy: { currency: 'asc' } });
    expect(currencies.map(({ currency }) => currency)).toEqual(expect.arrayContaining(['EUR', 'JPY', 'USD']));
  });

  it('has contracts in every state, signed by both sides, with periods in every state and renewals to come', async () => {
    const contracts = await test.prisma.contract.groupBy({ by: ['status'] });
    expect(contracts.map(({ status }) => status).sort()).toEqual(
      ['active', 'completed', 'draft', 'sent', 'signed', 'terminated'].sort(),
    );
    const versions = await test.prisma.contractVersion.groupBy({ by: ['status'] });
    expect(versions.map(({ status }) => status).sort()).toEqual(['declined', 'draft', 'sent', 'signed', 'superseded']);
    const periods = await test.prisma.billingPeriod.groupBy({ by: ['status'] });
    expect(periods.map(({ status }) => status).sort()).toEqual(['cancelled', 'invoiced', 'paid', 'pending']);
    expect(await test.prisma.billingPeriod.count({ where: { needsRelease: true } })).toBeGreaterThan(0);
    expect(await test.prisma.contract.count({ where: { autoRenew: true } })).toBeGreaterThan(0);
  });

  it('has nothing that happens later than now', async () => {
    const latest = await test.prisma.auditEntry.aggregate({ _max: { createdAt: true } });
    expect(latest._max.createdAt?.getTime()).toBeLessThanOrEqual(test.clock.now().getTime());
  });

  it('has confirmations to decide, with slips to look at and something to notice', async () => {
    const pending = await test.prisma.payment.findMany({
      where: { status: 'pending_approval' },
      include: { proof: true },
    });
    expect(pending.length).toBeGreaterThan(15);
    const kinds = new Set(pending.map(({ proof }) => proof?.mediaType));
    expect([...kinds]).toEqual(expect.arrayContaining(['application/pdf', 'image/png', 'image/jpeg']));
    const slips = await test.prisma.paymentProof.findMany();
    expect(new Set(slips.map(({ sha256 }) => sha256)).size).toBeLessThan(slips.length);
    const references = await test.prisma.payment.groupBy({ by: ['normalizedReference'], _count: true });
    expect(references.some(({ _count }) => _count > 1)).toBe(true);
  });

  it('stores the slips where reviewers can open them', async () => {
    const reviewer = await staffContext(test, 'finance');
    const { id } = await test.prisma.paymentProof.findFirstOrThrow();
    const { byteSize, stream } = await openProof(reviewer, id);
    stream.destroy();
    expect(byteSize).toBeGreaterThan(1_000);
  });

  it('has edited the seller and some of the bank data, so that example and real data are both seen', async () => {
    expect((await test.prisma.seller.findFirstOrThrow()).isExample).toBe(false);
    const methods = await test.prisma.paymentMethodConfig.groupBy({ by: ['isExample'] });
    expect(methods).toHaveLength(2);
  });

  it('lets everybody in with the password it prints', async () => {
    for (const { email, role } of STAFF) {
      const person = await logInStaff(anonymousContext(test), { email, password: DEMO_PASSWORD });
      expect(person.role).toBe(role);
    }
    for (const { email } of Object.values(TENANTS)) {
      expect((await logIn(anonymousContext(test), { email, password: DEMO_PASSWORD })).email).toBe(email);
    }
  });
});
