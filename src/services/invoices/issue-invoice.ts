import type { BillingCycle, Invoice, Plan } from '@prisma/client';
import { addDays, monthKey } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { formatMoney, Money, moneyString } from '../core/money.js';
import { listPaymentMethods } from '../payment-methods/list-payment-methods.js';
import { getRecipient } from '../users/get-recipient.js';
import { billingSnapshot, sellerSnapshot } from './billing-snapshot.js';

export interface NewLine {
  description: string;
  quantity: number;
  unitAmount: Money;
  /** What is sold, for a line of a plan. */
  plan?: { id: number; billingCycle: BillingCycle; cycles: number };
  credits: number;
}

/** One cycle (or more) of a plan as an invoice line, frozen with its price and credits of today. */
export function planLine(plan: Plan, cycles = 1): NewLine {
  return {
    description: `${plan.name}, ${plan.billingCycle}`,
    quantity: cycles,
    unitAmount: plan.price,
    plan: { id: plan.id, billingCycle: plan.billingCycle, cycles },
    credits: plan.includedCredits * cycles,
  };
}

/**
 * Issues an invoice: lines, number without a gap, frozen buyer and seller, due by the seller's terms, mail with
 * payment instructions. Call it under the account's lock; the number rests on it.
 */
export async function issueInvoice(
  ctx: TxContext,
  order: { accountId: number; subscriptionId: number | null; currency: string; lines: NewLine[] },
): Promise<Invoice> {
  const { accountId, currency, lines } = order;
  const account = await ctx.db.account.findUniqueOrThrow({ where: { id: accountId } });
  const seller = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
  const recipient = await getRecipient(ctx, accountId);
  const total = lines.reduce((sum, line) => sum.add(line.unitAmount.mul(line.quantity)), new Money(0));
  const draft = await ctx.db.invoice.create({
    data: {
      accountId,
      subscriptionId: order.subscriptionId,
      currency,
      subtotal: total,
      total,
      metadata: { billing_snapshot: billingSnapshot(account, recipient.email, ctx.now) },
      sellerSnapshot: sellerSnapshot(seller),
      createdAt: ctx.now,
    },
  });
  await writeLines(ctx, draft, lines);
  const invoice = await ctx.db.invoice.update({
    where: { id: draft.id },
    data: {
      status: 'pending',
      issuedAt: ctx.now,
      dueAt: addDays(ctx.now, seller.paymentTermsDays),
      ...(await nextNumber(ctx, accountId)),
    },
  });
  await ctx.audit({
    action: 'invoice.issue',
    entityType: 'Invoice',
    entityId: invoice.id,
    accountId,
    changes: { number: { after: invoice.number }, total: { after: `${moneyString(total, currency)} ${currency}` } },
  });
  await mailInvoice(ctx, invoice, account.billingCountry, recipient);
  return invoice;
}

async function writeLines(ctx: TxContext, invoice: Invoice, lines: NewLine[]): Promise<void> {
  await ctx.db.invoiceLine.createMany({
    data: lines.map((line, index) => ({
      accountId: invoice.accountId,
      invoiceId: invoice.id,
      currency: invoice.currency,
      position: index + 1,
      description: line.description,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      amount: line.unitAmount.mul(line.quantity),
      planId: line.plan?.id ?? null,
      billingCycle: line.plan?.billingCycle ?? null,
      cycles: line.plan?.cycles ?? null,
      credits: line.credits,
    })),
  });
}

async function nextNumber(ctx: TxContext, accountId: number) {
  const numberMonth = monthKey(ctx.now);
  const last = await ctx.db.invoice.aggregate({ where: { accountId, numberMonth }, _max: { numberSequence: true } });
  const numberSequence = (last._max.numberSequence ?? 0) + 1;
  return { numberMonth, numberSequence, number: invoiceNumber(accountId, numberMonth, numberSequence) };
}

export function invoiceNumber(accountId: number, month: string, sequence: number): string {
  return `INV-${accountId}-${month}-${String(sequence).padStart(4, '0')}`;
}

async function mailInvoice(
  ctx: TxContext,
  invoice: Invoice,
  country: string,
  to: { email: string; name: string },
): Promise<void> {
  const preferred = await ctx.db.accountPaymentMethod.findFirst({
    where: { accountId: invoice.accountId, isDefault: true },
  });
  const methods = await listPaymentMethods(ctx, country);
  const method = methods.find((config) => config.paymentMethod === preferred?.type) ?? methods[0];
  await ctx.enqueue({
    kind: 'invoice-issued',
    accountId: invoice.accountId,
    to,
    data: {
      invoiceId: invoice.id,
      number: invoice.number ?? '',
      total: formatMoney(invoice.total, invoice.currency),
      dueAt: invoice.dueAt?.toISOString() ?? null,
      methodName: method?.displayName ?? null,
      instructions: method?.instructions ?? '',
      bankName: method?.bankName ?? '',
      accountNumber: method?.accountNumber ?? '',
      swiftCode: method?.swiftCode ?? '',
      walletType: method?.walletType ?? '',
      walletId: method?.walletId ?? '',
      isExample: method?.isExample ?? false,
    },
  });
}
