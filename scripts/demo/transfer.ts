import type { Invoice } from '@prisma/client';
import { addDays } from '../../src/services/core/calendar.js';
import { formatMoney, Money } from '../../src/services/core/money.js';
import { listPaymentMethods } from '../../src/services/payment-methods/list-payment-methods.js';
import { actingAt } from './acting-at.js';
import { type Random, seededRandom } from './random.js';
import { makeSlip, type Slip } from './slips/make-slip.js';
import { type SlipFacts, shortDate } from './slips/slip-facts.js';
import type { Tenant } from './tenant.js';
import { between, UNDECIDED_DAYS, type World } from './world.js';

/** What a reviewer should notice. `plain` is an honest confirmation with its slip. */
export type Twist =
  | 'plain'
  | 'no_slip'
  | 'link_only'
  | 'other_amount'
  | 'other_payer'
  | 'other_invoice'
  | 'old_date'
  | 'same_slip'
  | 'same_reference';

/** A transfer on its way: what will be typed, and the slip, which is drawn while others act. */
export interface Transfer {
  twist: Twist;
  reference: string;
  notes: string;
  slip: Promise<Slip | null>;
}

const NOTES = ['', '', '', 'Sent from our business account.', 'Paid this morning, please activate soon.', 'Thank you!'];
const STRANGERS = ['Global Remit Services', 'M. T. Fernandes', 'Blue Ocean Holdings', 'R. Castellan'];
/** How many of the older confirmations came with a slip. */
const USUAL_SHARE_WITH_SLIP = 0.12;

/** Needs the invoice to be there already. */
export function beginTransfer(world: World, at: Date, tenant: Tenant, twist: Twist): Transfer {
  // Chance of its own: the drawing must not depend on what happens meanwhile.
  const random = seededRandom(tenant.random.int(1, 1_000_000_000));
  const sentAt = between(addDays(at, -1), at, random);
  const reference = referenceOf(tenant, sentAt);
  const slip = comesWithSlip(world, at, twist, random)
    ? drawSlip(world, tenant, { twist, sentAt, reference }, random)
    : null;
  return { twist, reference, notes: random.pick(NOTES), slip: Promise.resolve(slip) };
}

function comesWithSlip(world: World, at: Date, twist: Twist, random: Random): boolean {
  if (twist === 'no_slip' || twist === 'link_only') return false;
  return twist !== 'plain' || at > addDays(world.now, -UNDECIDED_DAYS) || random.chance(USUAL_SHARE_WITH_SLIP);
}

/** What the tenant types and uploads. Slip and form agree unless a twist says otherwise. */
export async function fillIn(world: World, tenant: Tenant, { twist, reference, notes, slip }: Transfer) {
  const { random, person, accountId } = tenant;
  const own = await slip;
  const others = world.handedIn.filter((earlier) => earlier.accountId !== accountId);
  const neighbours = others.filter(({ country }) => country === person.country.code);
  const copied = others.length === 0 ? null : random.pick((neighbours.length > 0 ? neighbours : others).slice(-25));
  if (own !== null) world.handedIn.push({ slip: own, reference, accountId, country: person.country.code });
  const proof = twist === 'same_slip' && copied !== null ? copied.slip : own;
  return {
    manualReference: twist === 'same_reference' && copied !== null ? respelled(copied.reference, random) : reference,
    manualNotes: notes,
    payerName: person.company.native,
    ...(twist === 'link_only' ? { proofUrl: `https://files.example/receipts/${random.fill('********')}.pdf` } : {}),
    ...(proof === null ? {} : { proof }),
  };
}

async function drawSlip(
  world: World,
  tenant: Tenant,
  { twist, ...sent }: { twist: Twist; sentAt: Date; reference: string },
  random: Random,
): Promise<Slip> {
  const { prisma } = world.installation;
  const { accountId } = tenant;
  const invoice = await prisma.invoice.findFirstOrThrow({
    where: { accountId, status: 'pending' },
    orderBy: [{ subscriptionId: { sort: 'asc', nulls: 'last' } }, { id: 'desc' }],
  });
  const facts = await slipFacts(world, tenant, invoice, sent, random);
  return makeSlip(twisted(facts, twist, invoice, random), random);
}

function referenceOf({ random, person, method }: Tenant, sentAt: Date): string {
  const pattern = method === 'local_wallet' ? person.country.walletReference : person.country.reference;
  return random.fill(pattern.replace('{date}', shortDate(sentAt).replaceAll('-', '')));
}

async function slipFacts(
  world: World,
  { person, method }: Tenant,
  invoice: Invoice,
  { sentAt, reference }: { sentAt: Date; reference: string },
  random: Random,
): Promise<SlipFacts> {
  const offered = await listPaymentMethods(actingAt(world, sentAt, { type: 'anonymous' }), person.country.code);
  const way = offered.find(({ paymentMethod }) => paymentMethod === method);
  const seller = await world.installation.prisma.seller.findFirstOrThrow();
  const isWallet = method === 'local_wallet';
  return {
    bank: random.pick(person.country.banks),
    wallet: isWallet ? person.country.wallet : null,
    payer: isWallet && random.chance(0.5) ? person.fullName.latin : person.company.latin,
    payerAccount: random.fill(`${person.country.code}## #### #### ####`),
    beneficiary: seller.legalName,
    beneficiaryBank: way?.bankName ?? '',
    beneficiaryAccount: (isWallet ? way?.walletId : way?.accountNumber) ?? '',
    amount: amountOn(invoice.total, invoice.currency),
    currency: invoice.currency,
    sentAt,
    reference,
    purpose: invoice.number ?? '',
  };
}

function amountOn(amount: Money, currency: string): string {
  return formatMoney(amount, currency).replace(` ${currency}`, '');
}

function twisted(facts: SlipFacts, twist: Twist, invoice: Invoice, random: Random): SlipFacts {
  if (twist === 'other_amount') {
    const short = invoice.total.mul(random.pick([new Money('0.1'), new Money('0.5'), new Money('0.9')]));
    return { ...facts, amount: amountOn(short.toDecimalPlaces(0), invoice.currency) };
  }
  if (twist === 'other_payer') return { ...facts, payer: random.pick(STRANGERS) };
  if (twist === 'other_invoice') return { ...facts, purpose: random.fill('INV-##-202504-0001') };
  if (twist === 'old_date') return { ...facts, sentAt: addDays(facts.sentAt, -random.int(120, 300)) };
  return facts;
}

/** " bt-2025 1208": other spaces and letters, the same reference. */
function respelled(reference: string, random: Random): string {
  const lower = reference.toLowerCase().replaceAll(/[-/+]/g, ' ');
  const cut = random.int(2, Math.max(2, lower.length - 4));
  return `${lower.slice(0, cut)} ${lower.slice(cut)}`.replaceAll(/ +/g, ' ');
}
