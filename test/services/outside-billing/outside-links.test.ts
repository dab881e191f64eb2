import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { correctOutsideLink, unlinkOutside } from '../../../src/services/outside-billing/change-link.js';
import { linkOutside } from '../../../src/services/outside-billing/link-outside.js';
import { userContext } from '../../support/contexts.js';
import { issueOneOff, signUpForPlan, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
let finance: Context;
beforeAll(async () => {
  finance = await staff(test, 'finance');
});

let given = 0;
const newId = () => {
  given += 1;
  return `W-${given}`;
};
const link = (objectId: number, wishes: Partial<Parameters<typeof linkOutside>[1]> = {}, ctx = finance) =>
  linkOutside(ctx, { objectType: 'invoice', objectId, provider: 'wave', externalId: newId(), ...wishes });
const refOf = (id: number) => test.prisma.externalRef.findUnique({ where: { id } });
const audits = (entityType: string, entityId: number) =>
  test.prisma.auditEntry.findMany({
    where: { entityType, entityId, action: { startsWith: 'outside.' } },
    orderBy: { id: 'asc' },
  });

describe('an outside reference', () => {
  it('keeps what an invoice and its account are called in Wave, and the audit says who said so', async () => {
    const { invoice, accountId } = await signUpForPlan(test);
    const { externalRefId } = await link(invoice.id, { externalId: ' 1047 ' });
    await link(accountId, { objectType: 'account', externalId: 'QnVzaW5lc3M6' });
    expect(await refOf(externalRefId)).toMatchObject({
      accountId,
      provider: 'wave',
      objectType: 'invoice',
      objectId: invoice.id,
      externalId: '1047',
    });
    expect(await audits('Invoice', invoice.id)).toMatchObject([
      { action: 'outside.link', accountId, actorLabel: 'finance@staff.example', changes: { wave: { after: '1047' } } },
    ]);
    expect(await audits('Account', accountId)).toHaveLength(1);
  });

  it('is one per object and system, and one object per id; each system counts for itself', async () => {
    const [first, second] = [await signUpForPlan(test), await signUpForPlan(test)];
    await link(first.invoice.id, { externalId: 'SAME' });
    expect(await refusalOf(link(first.invoice.id))).toMatchObject({ kind: 'conflict', code: 'linked_already' });
    expect(await refusalOf(link(second.invoice.id, { externalId: 'SAME' }))).toMatchObject({
      kind: 'conflict',
      code: 'outside_id_taken',
      details: [{ path: 'externalId' }],
    });
    await link(second.invoice.id, { externalId: 'SAME', provider: 'other' });
    await link(second.accountId, { externalId: 'SAME', objectType: 'account' });
  });

  it('of twenty who link one invoice at once exactly one does', async () => {
    const { invoice } = await signUpForPlan(test);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => link(invoice.id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'linked_already' });
  });

  it('waits for a colleague who links the same invoice just now, and then says so', async () => {
    const { invoice, accountId } = await signUpForPlan(test);
    const late: Promise<unknown>[] = [];
    await test.prisma.$transaction(async (first) => {
      await first.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
      const object = { accountId, objectType: 'invoice', objectId: invoice.id };
      await first.externalRef.create({ data: { ...object, provider: 'wave', externalId: 'FIRST' } });
      late.push(refusalOf(link(invoice.id, { externalId: 'SECOND' })));
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    expect(await late[0]).toMatchObject({ code: 'linked_already', message: expect.stringContaining('FIRST') });
  });

  it('of ten invoices of ten accounts that want the same id at once exactly one gets it', async () => {
    const tenants = await Promise.all(Array.from({ length: 10 }, () => signUpForPlan(test)));
    const outcomes = await Promise.allSettled(
      tenants.map(({ invoice }) => link(invoice.id, { externalId: 'WANTED BY ALL' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'outside_id_taken' });
  });

  it('is put right or taken away, and both stay in the audit', async () => {
    const { invoice } = await signUpForPlan(test);
    const { externalRefId } = await link(invoice.id, { externalId: 'TYPO' });
    await correctOutsideLink(finance, { externalRefId, externalId: 'RIGHT' });
    expect((await refOf(externalRefId))?.externalId).toBe('RIGHT');
    expect(await refusalOf(correctOutsideLink(finance, { externalRefId, externalId: 'RIGHT' }))).toMatchObject({
      code: 'id_unchanged',
    });
    await unlinkOutside(finance, { externalRefId, reason: 'Belongs to another invoice' });
    expect(await refOf(externalRefId)).toBeNull();
    for (const again of [
      () => unlinkOutside(finance, { externalRefId, reason: 'Once more' }),
      () => correctOutsideLink(finance, { externalRefId, externalId: 'X' }),
    ])
      expect(await refusalOf(again())).toMatchObject({ kind: 'not_found' });
    expect(await audits('Invoice', invoice.id)).toMatchObject([
      { action: 'outside.link' },
      { action: 'outside.correct', changes: { wave: { before: 'TYPO', after: 'RIGHT' } } },
      { action: 'outside.unlink', changes: { wave: { before: 'RIGHT' } }, reason: 'Belongs to another invoice' },
    ]);
  });

  it('cannot be corrected into the id of another invoice', async () => {
    const [first, second] = [await signUpForPlan(test), await signUpForPlan(test)];
    await link(first.invoice.id, { externalId: 'TAKEN' });
    const { externalRefId } = await link(second.invoice.id);
    expect(await refusalOf(correctOutsideLink(finance, { externalRefId, externalId: 'TAKEN' }))).toMatchObject({
      code: 'outside_id_taken',
    });
  });

  it('of Stripe looks like one, so that an id pasted into the wrong place is noticed', async () => {
    const { invoice, accountId } = await signUpForPlan(test);
    const stripe = { provider: 'stripe' } as const;
    expect(await refusalOf(link(invoice.id, { ...stripe, externalId: 'cus_123' }))).toMatchObject({
      code: 'not_an_outside_id',
    });
    await link(invoice.id, { ...stripe, externalId: 'in_1Nx' });
    await link(accountId, { ...stripe, objectType: 'account', externalId: 'cus_9s6' });
  });

  it('is for something that exists, filled in, and for those who may', async () => {
    const { invoice, userId } = await signUpForPlan(test);
    const [user, support] = [await userContext(test, userId), await staff(test, 'support')];
    const before = await allRows(test);
    const attempts = [
      [() => link(999_999), 'invoice_not_found'],
      [() => link(999_999, { objectType: 'contract' }), 'contract_not_found'],
      [() => link(999_999, { objectType: 'billing_period' }), 'billing_period_not_found'],
      [() => link(invoice.id, { externalId: '  ' }), 'invalid_input'],
      [() => link(invoice.id, { externalId: 'a\nb' }), 'invalid_input'],
      [() => link(invoice.id, { externalId: 'x'.repeat(256) }), 'invalid_input'],
      [() => link(invoice.id, {}, user), 'not_allowed'],
      [() => link(invoice.id, {}, support), 'not_allowed'],
    ] as const;
    for (const [attempt, code] of attempts) expect((await refusalOf(attempt())).code).toBe(code);
    expect(await allRows(test)).toEqual(before);
  });

  it('is never given to a draft', async () => {
    const { accountId } = await signUpTenant(test);
    await issueOneOff(test, accountId);
    const draft = await test.prisma.invoice.create({
      data: { accountId, currency: 'USD', subtotal: 1, total: 1 },
    });
    expect(await refusalOf(link(draft.id))).toMatchObject({ code: 'invoice_not_found' });
  });
});
