import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { previewReview } from '../../../src/services/payments/preview-review.js';
import { approveInBulk, rejectInBulk } from '../../../src/services/payments/review-in-bulk.js';
import {
  activeTenant,
  confirmTransfer,
  issueOneOff,
  issuePlanInvoice,
  offerPlan,
  signUpAndConfirm,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

const UNKNOWN = [2_000_000_000, 2_000_000_001];

describe('a bulk approval', () => {
  it('decides what can be decided and reports every id, unknown ones included', async () => {
    const open = [await signUpAndConfirm(test), await signUpAndConfirm(test)];
    const decided = await activeTenant(test);
    const ids = [...open.map(({ paymentId }) => paymentId), decided.paymentId, ...UNKNOWN];

    const { runId, counts, exceptions } = await approveInBulk(finance, {
      paymentIds: ids,
      note: 'Statement of 10 March',
    });

    expect(counts).toEqual({ approved: 2, already: 1, refused: 0, missing: 2 });
    expect(exceptions.map(({ id, outcome }) => [id, outcome])).toEqual([
      [decided.paymentId, 'already'],
      ...UNKNOWN.map((id) => [id, 'missing']),
    ]);
    const run = await test.prisma.bulkRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({
      action: 'approvePayments',
      requested: 5,
      counts,
      staffUserId: finance.actor.type === 'staff' ? finance.actor.id : 0,
    });
    const report = run.report as { id: number }[];
    expect(report.map(({ id }) => id).sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b));
    const notes = await test.prisma.payment.findMany({ where: { id: { in: open.map(({ paymentId }) => paymentId) } } });
    expect(notes.map(({ adminNotes }) => adminNotes)).toEqual(Array(2).fill('Statement of 10 March'));
  });

  it('more ids than one transaction takes run in several, and only the first 200 exceptions are answered', async () => {
    const { paymentId } = await signUpAndConfirm(test);
    const unknown = Array.from({ length: 700 }, (_, index) => 1_500_000_000 + index);
    const { counts, exceptions, runId } = await approveInBulk(finance, { paymentIds: [...unknown, paymentId] });
    expect(counts).toEqual({ approved: 1, already: 0, refused: 0, missing: 700 });
    expect(exceptions).toHaveLength(200);
    expect((await test.prisma.bulkRun.findUniqueOrThrow({ where: { id: runId } })).report).toHaveLength(701);
  });

  it('two bills of one account add up in their order, whatever runs beside them', async () => {
    const tenant = await activeTenant(test);
    const invoices = [
      await issuePlanInvoice(test, tenant.accountId, 'starter'),
      await issuePlanInvoice(test, tenant.accountId, 'starter'),
    ];
    const ids: number[] = [];
    for (const invoiceId of invoices) ids.push(await confirmTransfer(test, tenant, invoiceId));
    const others = Array.from({ length: 600 }, (_, index) => 1_600_000_000 + index);
    const { counts } = await approveInBulk(finance, { paymentIds: [...ids, ...others] });
    expect(counts).toMatchObject({ approved: 2, missing: 600 });
    const [first, second] = await test.prisma.invoice.findMany({
      where: { id: { in: invoices } },
      orderBy: { id: 'asc' },
    });
    expect(second?.periodStart).toEqual(first?.periodEnd);
  });

  it('a role that may not approve is told so once, however many ids it sends', async () => {
    const auditor = await staff(test, 'auditor');
    const paymentIds = Array.from({ length: 700 }, (_, index) => 1_700_000_000 + index);
    const before = await test.prisma.bulkRun.count();
    expect(await refusalOf(approveInBulk(auditor, { paymentIds }))).toMatchObject({ kind: 'forbidden' });
    expect(await test.prisma.bulkRun.count()).toBe(before);
  });

  it('ids that are none are refused before anything happens', async () => {
    const before = await allRows(test);
    for (const paymentIds of [[], ['1'], [1.5], [0], [-1], null, 'all', [{ id: 1 }], [Number.NaN]]) {
      expect(await refusalOf(approveInBulk(finance, { paymentIds }))).toMatchObject({ kind: 'invalid_input' });
    }
    expect(await allRows(test)).toEqual(before);
  });

  it('an id that no row can have is missing, and the others are decided', async () => {
    const { paymentId } = await signUpAndConfirm(test);
    const { counts, exceptions } = await approveInBulk(finance, { paymentIds: [paymentId, 3_000_000_000] });
    expect(counts).toMatchObject({ approved: 1, missing: 1 });
    expect(exceptions).toMatchObject([{ id: 3_000_000_000, outcome: 'missing' }]);
  });

  it('a role that may not approve gets no report at all', async () => {
    const { paymentId } = await signUpAndConfirm(test);
    const before = await allRows(test);
    const auditor = await staff(test, 'auditor');
    expect(await refusalOf(approveInBulk(auditor, { paymentIds: [paymentId] }))).toMatchObject({ kind: 'forbidden' });
    expect({ ...(await allRows(test)), staff_users: [] }).toEqual({ ...before, staff_users: [] });
  });
});

describe('a bulk rejection', () => {
  it('gives every tenant the one reason', async () => {
    const open = [await signUpAndConfirm(test), await signUpAndConfirm(test)];
    const paymentIds = open.map(({ paymentId }) => paymentId);
    const { counts } = await rejectInBulk(finance, { paymentIds, reason: 'The bank returned them' });
    expect(counts).toEqual({ rejected: 2, already: 0, refused: 0, missing: 0 });
    const again = await rejectInBulk(finance, { paymentIds, reason: 'The bank returned them' });
    expect(again.counts).toEqual({ rejected: 0, already: 2, refused: 0, missing: 0 });
  });

  it('a bad reason is told at once, not once per payment', async () => {
    const { paymentId } = await signUpAndConfirm(test);
    expect(await refusalOf(rejectInBulk(finance, { paymentIds: [paymentId], reason: '' }))).toMatchObject({
      kind: 'invalid_input',
    });
  });
});

describe('the preview', () => {
  it('names what repeats a reference or a slip of another payment', async () => {
    const slip = (name: string) => ({ name, bytes: Buffer.from('%PDF-1.4\n%a slip that is sent twice\n%%EOF') });
    const first = await signUpAndConfirm(test, {}, { manualReference: 'RE 77', proof: slip('first.pdf') });
    const spelled = await signUpAndConfirm(test, {}, { manualReference: 're-77' });
    const copied = await signUpAndConfirm(test, {}, { manualReference: 'RE 78', proof: slip('second.pdf') });
    const plain = await signUpAndConfirm(test, {}, { manualReference: 'RE 79' });
    const paymentIds = [spelled, copied, plain].map(({ paymentId }) => paymentId);
    const { possible, repeats } = await previewReview(finance, { paymentIds, decision: 'approve' });
    expect(possible).toBe(3);
    expect(repeats).toEqual([
      { id: spelled.paymentId, manualReference: 're-77', repeats: 'reference' },
      { id: copied.paymentId, manualReference: 'RE 78', repeats: 'slip' },
    ]);
    expect(first.paymentId).not.toBe(spelled.paymentId);
  });

  it('says how many, the total per currency, and which are impossible and why, changing nothing', async () => {
    const yen = await offerPlan(test, { price: '2900', currency: 'JPY' });
    const inYen = await signUpAndConfirm(test, { planSlug: yen.slug });
    const inDollars = [await signUpAndConfirm(test), await signUpAndConfirm(test, { planSlug: 'growth' })];
    const decided = await activeTenant(test);
    const before = await allRows(test);
    const preview = await previewReview(finance, {
      paymentIds: [inYen.paymentId, ...inDollars.map(({ paymentId }) => paymentId), decided.paymentId, ...UNKNOWN],
      decision: 'approve',
    });
    expect(preview).toMatchObject({
      possible: 3,
      totals: [
        { currency: 'JPY', count: 1, amount: '2,900 JPY' },
        { currency: 'USD', count: 2, amount: '128.00 USD' },
      ],
      impossible: [
        { id: UNKNOWN[0], outcome: 'missing' },
        { id: UNKNOWN[1], outcome: 'missing' },
        { id: decided.paymentId, outcome: 'already' },
      ],
      impossibleCount: 3,
    });
    expect(await allRows(test)).toEqual(before);
  });

  it('is for staff', async () => {
    const tenant = await signUpTenant(test);
    const paymentId = await confirmTransfer(test, tenant, await issueOneOff(test, tenant.accountId));
    expect(await refusalOf(previewReview(tenant.ctx, { paymentIds: [paymentId], decision: 'approve' }))).toMatchObject({
      kind: 'forbidden',
    });
  });
});
