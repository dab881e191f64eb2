import type { Invoice } from '@prisma/client';
import { addDays } from '../../src/services/core/calendar.js';
import { formatMoney, Money } from '../../src/services/core/money.js';
import { listPaymentMethods } from '../../src/services/payment-methods/list-payment-methods.js';
import { actingAt } from './acting-at.js';
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

interface Transfer {
  manualReference: string;
  manualNotes: string;
  payerName: string;
  proofUrl?: string;
  proof?: Slip;
}

const NOTES = ['', '', '', 'Sent from our business account.', 'Paid this morning, please activate soon.', 'Thank you!'];
const STRANGERS = ['Global Remit Services', 'M. T. Fernandes', 'Blue Ocean Holdings', 'R. Castellan'];
/** How many of the older confirmations came with a slip. */
const USUAL_SHARE_WITH_SLIP = 0.12;

/** What the tenant types and uploads. Slip and form agree unless a twist says otherwise. */
export async function describeTransfer(
  world: World,
  at: Date,
  tenant: Tenant,
  invoice: Invoice,
  twist: Twist,
): Promise<Transfer> {
  const { random, person } = tenant;
  const sentAt = between(addDays(at, -1), at, random);
  const reference = referenceOf(tenant, sentAt);
  const form: Transfer = {
    manualReference: reference,
    manualNotes: random.pick(NOTES),
    payerName: person.company.native,
  };
  const earlier = world.handedIn.filter(({ accountId }) => accountId !== tenant.accountId);
  if (twist === 'no_slip') return form;
  if (twist === 'link_only')
    return { ...form, proofUrl: `https://files.example/receipts/${random.fill('********')}.pdf` };
  if (twist === 'same_slip' && earlier.length > 0) {
    const { slip, reference: seen } = random.pick(earlier.slice(-25));
    return { ...form, manualReference: random.chance(0.5) ? seen : reference, proof: slip };
  }
  if (twist === 'plain' && at < addDays(world.now, -UNDECIDED_DAYS) && !random.chance(USUAL_SHARE_WITH_SLIP))
    return form;
  const facts = await slipFacts(world, tenant, invoice, { sentAt, reference });
  const proof = await makeSlip(twisted(facts, twist, invoice, tenant), random);
  world.handedIn.push({ slip: proof, reference, accountId: tenant.accountId });
  if (twist === 'same_reference' && earlier.length > 0) {
    return { ...form, manualReference: respelled(random.pick(earlier.slice(-25)).reference, tenant), proof };
  }
  return { ...form, proof };
}

function referenceOf({ random, person, method }: Tenant, sentAt: Date): string {
  const pattern = method === 'local_wallet' ? person.country.walletReference : person.country.reference;
  return random.fill(pattern.replace('{date}', shortDate(sentAt).replaceAll('-', '')));
}

async function slipFacts(
  world: World,
  { person, random, method }: Tenant,
  invoice: Invoice,
  { sentAt, reference }: { sentAt: Date; reference: string },
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

function twisted(facts: SlipFacts, twist: Twist, invoice: Invoice, { random }: Tenant): SlipFacts {
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
function respelled(reference: string, { random }: Tenant): string {
  const lower = reference.toLowerCase().replaceAll(/[-/+]/g, ' ');
  const cut = random.int(2, Math.max(2, lower.length - 4));
  return `${lower.slice(0, cut)} ${lower.slice(cut)}`.replaceAll(/ +/g, ' ');
}
