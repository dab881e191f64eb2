import type { Account, Invoice, PaymentMethod, PaymentMethodConfig, Seller } from '@prisma/client';
import { addDays, monthKey } from '../core/calendar.js';
import type { NewMail, TxContext } from '../core/context.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { formatMoney, Money, moneyString } from '../core/money.js';
import { methodsOffered } from '../payment-methods/list-payment-methods.js';
import { getRecipients, type Recipient } from '../users/get-recipient.js';
import { billingSnapshot, sellerSnapshot } from './billing-snapshot.js';
import { lineText, type NewLine } from './invoice-lines.js';
import type { InvoiceOrder, IssuedInvoice } from './invoice-order.js';
import { queueInvoiceDocuments } from './queue-invoice-documents.js';

/** What an invoice is made from, read once for any number of them. */
interface Facts {
  seller: Seller;
  accounts: Map<number, Account>;
  recipients: Map<number, Recipient>;
  methods: PaymentMethodConfig[];
  preferred: Map<number, PaymentMethod>;
}

/**
 * Issues invoices, at most one per account: lines, number without a gap, frozen buyer and seller, due date, audit entry,
 * mail with payment instructions, document. Set-based: the number of statements does not grow. Call it under the
 * accounts' locks; the numbers rest on them. Answers in the order of the orders.
 */
export async function issueInvoices(ctx: TxContext, orders: InvoiceOrder[]): Promise<Invoice[]> {
  const accountIds = orders.map(({ accountId }) => accountId);
  if (new Set(accountIds).size < accountIds.length) throw new Error('two invoices of one account in one go');
  if (orders.length === 0) return [];
  const facts = await readFacts(ctx, accountIds);
  const drafts = await writeDrafts(ctx, orders, facts);
  await writeLines(ctx, orders, drafts);
  await number(ctx, orders, drafts, facts.seller);
  const issued = await readIssued(ctx, orders, drafts, facts);
  await auditIssues(ctx, issued);
  await ctx.enqueue(issued.map(invoiceMail));
  await queueInvoiceDocuments(ctx, issued, facts.seller);
  return issued.map(({ invoice }) => invoice);
}

/** The same for one. */
export async function issueInvoice(ctx: TxContext, order: InvoiceOrder): Promise<Invoice> {
  const [invoice] = await issueInvoices(ctx, [order]);
  return known(invoice);
}

async function readFacts(ctx: TxContext, accountIds: number[]): Promise<Facts> {
  const accounts = await ctx.db.account.findMany({ where: { id: { in: accountIds } } });
  const defaults = await ctx.db.accountPaymentMethod.findMany({
    where: { accountId: { in: accountIds }, isDefault: true },
  });
  return {
    seller: await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } }),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    recipients: await getRecipients(ctx, accountIds),
    methods: await ctx.db.paymentMethodConfig.findMany({ orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }] }),
    preferred: new Map(defaults.map(({ accountId, type }) => [accountId, type])),
  };
}

/** Draft invoices by account. */
async function writeDrafts(ctx: TxContext, orders: InvoiceOrder[], facts: Facts): Promise<Map<number, number>> {
  const seller = sellerSnapshot(facts.seller);
  const rows = orders.map((order) => {
    const subtotal = order.lines.reduce((sum, line) => sum.add(amountOf(line)), new Money(0));
    const discount = order.discount?.amount ?? new Money(0);
    const recipient = known(facts.recipients.get(order.accountId));
    return {
      account_id: order.accountId,
      subscription_id: order.subscriptionId ?? null,
      billing_period_id: order.billingPeriodId ?? null,
      currency: order.currency,
      subtotal: subtotal.toFixed(),
      discount_total: discount.toFixed(),
      discount_description: order.discount?.description ?? '',
      total: subtotal.sub(discount).toFixed(),
      metadata: {
        billing_snapshot: billingSnapshot(known(facts.accounts.get(order.accountId)), recipient.email, ctx.now),
      },
    };
  });
  const drafts = await ctx.db.$queryRaw<{ id: number; account_id: number }[]>`
    INSERT INTO invoices (account_id, subscription_id, billing_period_id, currency, subtotal, discount_total, discount_description, total,
                          metadata, seller_snapshot, created_at, updated_at)
    SELECT row.account_id, row.subscription_id, row.billing_period_id, row.currency, row.subtotal, row.discount_total,
           row.discount_description, row.total, row.metadata, ${JSON.stringify(seller)}::jsonb, ${ctx.now}, ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row(account_id int, subscription_id int, billing_period_id int, currency text, subtotal numeric, discount_total numeric,
             discount_description text, total numeric, metadata jsonb)
    ORDER BY row.account_id
    RETURNING id, account_id`;
  return new Map(drafts.map((draft) => [draft.account_id, draft.id]));
}

function amountOf({ unitAmount, quantity }: NewLine): Money {
  return unitAmount.mul(quantity);
}

async function writeLines(ctx: TxContext, orders: InvoiceOrder[], drafts: Map<number, number>): Promise<void> {
  await ctx.db.invoiceLine.createMany({
    data: orders.flatMap(({ accountId, currency, lines }) =>
      lines.map((line, index) => ({
        accountId,
        invoiceId: known(drafts.get(accountId)),
        currency,
        position: index + 1,
        description: lineText(line),
        quantity: line.quantity,
        unitAmount: line.unitAmount,
        amount: amountOf(line),
        planId: line.plan?.id ?? null,
        billingCycle: line.plan?.billingCycle ?? null,
        cycles: line.plan?.cycles ?? null,
        credits: line.credits,
        contractLineItemId: line.contractItem?.id ?? null,
        itemMonths: line.contractItem?.months ?? [],
      })),
    ),
  });
}

/** Numbers follow the last one of the account's month; the database refuses a gap. */
async function number(
  ctx: TxContext,
  orders: InvoiceOrder[],
  drafts: Map<number, number>,
  seller: Seller,
): Promise<void> {
  const numberMonth = monthKey(ctx.now);
  const last = await ctx.db.invoice.groupBy({
    by: ['accountId'],
    where: { accountId: { in: [...drafts.keys()] }, numberMonth },
    _max: { numberSequence: true },
  });
  const lastOf = new Map(last.map(({ accountId, _max }) => [accountId, _max.numberSequence ?? 0]));
  const rows = orders.map(({ accountId, dueAt }) => {
    const sequence = (lastOf.get(accountId) ?? 0) + 1;
    return {
      id: drafts.get(accountId),
      sequence,
      number: invoiceNumber(accountId, numberMonth, sequence),
      due_at: dueAt ?? addDays(ctx.now, seller.paymentTermsDays),
    };
  });
  const count = await ctx.db.$executeRaw`
    UPDATE invoices i SET status = 'pending', issued_at = ${ctx.now}, due_at = row.due_at, number = row.number,
           number_month = ${numberMonth}, number_sequence = row.sequence, updated_at = ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(id int, sequence int, number text, due_at timestamptz)
    WHERE i.id = row.id AND i.status = 'draft'`;
  insistOnAll(count, rows.length, 'invoices');
}

export function invoiceNumber(accountId: number, month: string, sequence: number): string {
  return `INV-${accountId}-${month}-${String(sequence).padStart(4, '0')}`;
}

async function readIssued(
  ctx: TxContext,
  orders: InvoiceOrder[],
  drafts: Map<number, number>,
  facts: Facts,
): Promise<IssuedInvoice[]> {
  const invoices = await ctx.db.invoice.findMany({ where: { id: { in: [...drafts.values()] } } });
  const invoiceOf = new Map(invoices.map((invoice) => [invoice.accountId, invoice]));
  return orders.map((order) => {
    const account = known(facts.accounts.get(order.accountId));
    const offered = methodsOffered(facts.methods, account.billingCountry);
    const preferred = facts.preferred.get(order.accountId);
    return {
      invoice: known(invoiceOf.get(order.accountId)),
      order,
      account,
      recipient: known(facts.recipients.get(order.accountId)),
      methods: offered.sort((a, b) => Number(b.paymentMethod === preferred) - Number(a.paymentMethod === preferred)),
    };
  });
}

async function auditIssues(ctx: TxContext, issued: IssuedInvoice[]): Promise<void> {
  await ctx.audit(
    issued.map(({ invoice }) => ({
      action: 'invoice.issue',
      entityType: 'Invoice' as const,
      entityId: invoice.id,
      accountId: invoice.accountId,
      changes: {
        number: { after: invoice.number },
        total: { after: `${moneyString(invoice.total, invoice.currency)} ${invoice.currency}` },
      },
    })),
  );
}

function invoiceMail({ invoice, recipient, methods: [method] }: IssuedInvoice): NewMail {
  return {
    kind: 'invoice-issued',
    accountId: invoice.accountId,
    to: recipient,
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
  };
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('an invoice was ordered for an account that is not there');
  return found;
}
