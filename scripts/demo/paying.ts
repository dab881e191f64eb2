import { addDays, addMinutes } from '../../src/services/core/calendar.js';
import { moneyString } from '../../src/services/core/money.js';
import { voidInvoice } from '../../src/services/invoices/void-invoice.js';
import { recordPayment } from '../../src/services/payments/record-payment.js';
import { withdrawConfirmation } from '../../src/services/payments/withdraw-confirmation.js';
import { changePlan } from '../../src/services/subscriptions/change-plan.js';
import { actingAt } from './acting-at.js';
import type { Random } from './random.js';
import type { Tenant } from './tenant.js';
import { confirmAt, openInvoice } from './tenant-deeds.js';
import { daysAfter, UNDECIDED_DAYS, type World } from './world.js';

const REJECTIONS = [
  'The amount on the slip is not the amount of the invoice.',
  'We cannot find this transfer on our account. Please check the reference.',
  'The slip cannot be read. Please upload a sharper picture.',
  'The transfer went to another account than ours.',
  'The slip is of an earlier payment.',
];

/** Renewals are issued so many days before the period ends. */
const RENEWAL_DAYS = 5;

type Then = (paidAt: Date) => Promise<void> | void;

/** Pays the open invoice as people do: mostly at once, sometimes at the second try, sometimes over the counter. */
export function pay(world: World, at: Date, tenant: Tenant, then: Then = () => undefined): void {
  // What would still wait now is left to the stories that say so.
  if (at > addDays(world.now, -UNDECIDED_DAYS)) return;
  const luck = tenant.random.next();
  if (luck < 0.04) {
    world.agenda.at(at, (time) => recorded(world, time, tenant, then));
    return;
  }
  confirmAt(world, at, tenant, 'plain', (paymentId, time) => {
    if (luck < 0.09) return withdrawn(world, time, tenant, paymentId, then);
    if (luck < 0.19) return rejected(world, tenant, paymentId, then);
    world.desk.handIn({ paymentId, rejection: null, next: then });
  });
}

function rejected(world: World, tenant: Tenant, paymentId: number, then: Then): void {
  const again = (at: Date) => pay(world, daysAfter(at, tenant.random.int(0, 2), tenant.random), tenant, then);
  world.desk.handIn({ paymentId, rejection: tenant.random.pick(REJECTIONS), next: again });
}

function withdrawn(world: World, at: Date, tenant: Tenant, paymentId: number, then: Then): void {
  world.agenda.at(addMinutes(at, tenant.random.int(2, 12)), async (time) => {
    await withdrawConfirmation(actingAt(world, time, tenant.actor), { paymentId });
    pay(world, addMinutes(time, tenant.random.int(5, 60)), tenant, then);
  });
}

/** Nobody confirmed, but the money is on the bank account. */
async function recorded(world: World, at: Date, tenant: Tenant, then: Then): Promise<void> {
  const invoice = await openInvoice(world, tenant);
  await recordPayment(actingAt(world, at, world.staff.finance), {
    invoiceId: invoice.id,
    paymentMethod: 'bank_transfer',
    manualReference: tenant.random.fill('STMT-####-##'),
    payerName: tenant.person.company.native,
    amount: moneyString(invoice.total, invoice.currency),
    note: 'Found on the bank statement; the customer did not confirm it.',
  });
  await then(at);
}

/** Issues the next invoice before the period ends. */
export async function renew(world: World, at: Date, tenant: Tenant, planSlug?: string): Promise<void> {
  const { plan } = await world.installation.prisma.subscription.findUniqueOrThrow({
    where: { accountId: tenant.accountId },
    include: { plan: true },
  });
  const ctx = actingAt(world, at, world.staff.finance);
  await changePlan(ctx, { accountId: tenant.accountId, planSlug: planSlug ?? plan.slug });
}

/** The end of the period that is paid for. */
export async function paidUntil({ installation }: World, { accountId }: Tenant): Promise<Date> {
  const { currentPeriodEnd } = await installation.prisma.subscription.findUniqueOrThrow({ where: { accountId } });
  if (currentPeriodEnd === null) throw new Error(`account ${accountId} of the demo has paid and has no period`);
  return currentPeriodEnd;
}

export function renewalBefore(periodEnd: Date, random: Random): Date {
  return daysAfter(addDays(periodEnd, -RENEWAL_DAYS), 0, random);
}

/** From the first payment on, month after month until the present. */
export async function keepPaying(world: World, tenant: Tenant): Promise<void> {
  const { random } = tenant;
  world.agenda.at(renewalBefore(await paidUntil(world, tenant), random), async (at) => {
    const upgrade = random.chance(0.08) && tenant.person.country.plans.includes('scale') ? 'scale' : undefined;
    await renew(world, at, tenant, upgrade);
    if (random.chance(0.04)) await issueAgain(world, addMinutes(at, 35), tenant);
    const late = random.chance(0.12) ? random.int(6, 12) : random.int(0, 3);
    pay(world, daysAfter(at, late, random), tenant, () => keepPaying(world, tenant));
  });
}

async function issueAgain(world: World, at: Date, tenant: Tenant): Promise<void> {
  const invoice = await openInvoice(world, tenant);
  const reason = 'Issued with the old address; a corrected invoice follows.';
  await voidInvoice(actingAt(world, at, world.staff.finance), { invoiceId: invoice.id, reason });
  await renew(world, addMinutes(at, 4), tenant);
}
