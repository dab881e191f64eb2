import { completeContracts } from '../../src/services/billing-periods/complete-contracts.js';
import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { renewContracts, sendRenewalNotices } from '../../src/services/billing-periods/renew-contracts.js';
import { remindSigners } from '../../src/services/contracts/remind-signers.js';
import { moneyString } from '../../src/services/core/money.js';
import { recordPayment } from '../../src/services/payments/record-payment.js';
import { actingAt } from './acting-at.js';
import { daysAfter, type World } from './world.js';

/** What the worker does every night of the history; the invoices that it issues are mostly paid some days later. */
export async function night(world: World, at: Date): Promise<void> {
  const ctx = actingAt(world, at, { type: 'system', label: 'timetable' });
  await sendRenewalNotices(ctx);
  await renewContracts(ctx);
  await issueDuePeriods(ctx);
  await completeContracts(ctx);
  await remindSigners(ctx);
  const issued = await world.installation.prisma.invoice.findMany({
    where: { billingPeriodId: { not: null }, issuedAt: at },
    orderBy: { id: 'asc' },
  });
  for (const { id } of issued) paidSomeDaysLater(world, at, id);
}

function paidSomeDaysLater(world: World, at: Date, invoiceId: number): void {
  const { random } = world;
  if (random.chance(0.1)) return;
  world.agenda.at(daysAfter(at, random.int(2, 11), random), async (time) => {
    const { prisma } = world.installation;
    const invoice = await prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId }, include: { account: true } });
    if (invoice.status !== 'pending') return;
    await recordPayment(actingAt(world, time, world.staff.finance), {
      invoiceId,
      paymentMethod: 'bank_transfer',
      manualReference: random.fill('STMT-####-##'),
      payerName: invoice.account.name,
      amount: moneyString(invoice.total, invoice.currency),
    });
  });
}
