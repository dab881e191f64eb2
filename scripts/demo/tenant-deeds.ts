import type { Invoice, PaymentMethod } from '@prisma/client';
import { signUp } from '../../src/services/accounts/sign-up.js';
import { addMinutes } from '../../src/services/core/calendar.js';
import { moneyString } from '../../src/services/core/money.js';
import { confirmPayment } from '../../src/services/payments/confirm-payment.js';
import { choosePlan } from '../../src/services/subscriptions/choose-plan.js';
import { userActor } from '../../src/services/users/signed-in-user.js';
import { verifyEmail } from '../../src/services/users/verify-email.js';
import { actingAt } from './acting-at.js';
import { DEMO_PASSWORD } from './logins.js';
import type { Person } from './people.js';
import type { Random } from './random.js';
import type { Tenant } from './tenant.js';
import { beginTransfer, fillIn, type Twist } from './transfer.js';
import type { World } from './world.js';

type Next = (paymentId: number, at: Date) => Promise<void> | void;

export function preferredMethod(person: Person, random: Random): PaymentMethod {
  return person.country.wallet !== null && random.chance(0.75) ? 'local_wallet' : 'bank_transfer';
}

export async function signUpAs(
  world: World,
  at: Date,
  person: Person,
  planSlug: string,
  random: Random,
): Promise<Tenant> {
  const method = preferredMethod(person, random);
  const opened = await signUp(actingAt(world, at, { type: 'anonymous' }), {
    email: person.email,
    password: DEMO_PASSWORD,
    fullName: person.fullName.native,
    firstName: person.firstName,
    lastName: person.lastName,
    accountName: person.company.native,
    planSlug,
    billing: person.billing,
    paymentMethod: method,
  });
  const user = await world.installation.prisma.user.findUniqueOrThrow({ where: { id: opened.userId } });
  if (random.chance(0.8))
    world.agenda.at(addMinutes(at, random.int(2, 90)), (time) => followVerifyLink(world, time, opened.accountId));
  return { person, actor: userActor(user), accountId: opened.accountId, method, random };
}

/** As the person does who opens the mail: nothing but the mail knows the token. */
async function followVerifyLink(world: World, at: Date, accountId: number): Promise<void> {
  const { prisma, secrets, baseUrl } = world.installation;
  const mail = await prisma.mail.findFirst({ where: { accountId, kind: 'verify-email' }, orderBy: { id: 'desc' } });
  if (mail === null || mail.secret === null) return;
  const token = new URL(secrets.open(mail.secret), baseUrl).searchParams.get('token') ?? '';
  await verifyEmail(actingAt(world, at, { type: 'anonymous' }), { token });
}

export async function orderPlan(world: World, at: Date, tenant: Tenant): Promise<void> {
  const { person, actor, random, method } = tenant;
  const planSlug = random.pick(person.country.plans);
  await choosePlan(actingAt(world, at, actor), { planSlug, billing: person.billing, paymentMethod: method });
}

/** The invoice that waits to be paid, the plan's before a contract's. */
export async function openInvoice({ installation }: World, { accountId }: Tenant): Promise<Invoice> {
  return installation.prisma.invoice.findFirstOrThrow({
    where: { accountId, status: 'pending' },
    orderBy: [{ subscriptionId: { sort: 'asc', nulls: 'last' } }, { id: 'desc' }],
  });
}

/** “I have transferred the money”: on the agenda for then; `next` hears the payment's id. */
export function confirmAt(world: World, at: Date, tenant: Tenant, twist: Twist, next: Next = () => undefined): void {
  if (at > world.now) return;
  const transfer = beginTransfer(world, at, tenant, twist);
  world.agenda.at(at, async (time) => {
    const invoice = await openInvoice(world, tenant);
    const { paymentId } = await confirmPayment(actingAt(world, time, tenant.actor), {
      invoiceId: invoice.id,
      paymentMethod: tenant.method,
      amount: moneyString(invoice.total, invoice.currency),
      currency: invoice.currency,
      ...(await fillIn(world, tenant, transfer)),
    });
    await next(paymentId, time);
  });
}
