import { z } from 'zod';
import type { Context } from '../../services/core/context.js';
import { fitsCurrency, formatMoney, Money } from '../../services/core/money.js';
import { issueOneOffInvoice } from '../../services/invoices/issue-one-off-invoice.js';
import { getSeller } from '../../services/setup/get-seller.js';
import { type Preview, plainOperation } from '../operation-action.js';
import { type Body, integerOf, optionalText, textOf } from '../wire-body.js';

const words = z.union([z.string(), z.number().transform(String)]).catch('');
const lines = z
  .array(
    z.object({
      description: words.default(''),
      quantity: words.default('1'),
      unit_amount: words.default(''),
    }),
  )
  .catch([]);

/** A bill outside any plan or contract: a training day, travel costs. */
export const issueInvoiceOperation = plainOperation({
  name: 'issueInvoice',
  label: 'Issue invoice',
  startsFrom: { resource: 'Account', field: 'account_id' },
  preview: ({ ctx }, body) => previewInvoice(ctx, body),
  async act({ ctx }, body) {
    const currency = optionalText(body, 'currency');
    const dueDate = optionalText(body, 'due_date');
    const { invoiceId, number } = await issueOneOffInvoice(ctx, {
      accountId: accountOf(body) ?? Number.NaN,
      ...(currency === undefined ? {} : { currency }),
      ...(dueDate === undefined ? {} : { dueDate }),
      lines: linesOf(body).map(({ description, quantity, unit_amount }) => ({
        description,
        quantity: quantity.trim() === '' ? Number.NaN : Number(quantity),
        unitAmount: unit_amount,
      })),
      note: textOf(body, 'note'),
    });
    return {
      message: `Invoice ${number} is issued and mailed.`,
      href: `/admin/resources/Invoice/records/${invoiceId}/show`,
      data: { Invoice: number },
    };
  },
});

function accountOf(body: Body): number | undefined {
  return integerOf(body, 'account_id') ?? integerOf(body, 'account');
}

function linesOf(body: Body) {
  return lines.parse(body.fields.lines);
}

async function previewInvoice(ctx: Context, body: Body): Promise<Preview> {
  const id = accountOf(body);
  const account =
    id === undefined
      ? null
      : await ctx.installation.prisma.account.findUnique({ where: { id }, select: { name: true } });
  const { defaultCurrency, paymentTermsDays } = await getSeller(ctx);
  const currency = (optionalText(body, 'currency') ?? defaultCurrency).toUpperCase();
  const total = totalOf(body, currency);
  return {
    title: account === null ? 'Issue an invoice' : `Issue an invoice to ${account.name}`,
    says: [
      'It stands outside any plan or contract: it grants no credits and moves no subscription. The account gets it by mail.',
    ],
    ...(total === null
      ? {}
      : { totals: [{ currency, count: linesOf(body).length, amount: formatMoney(total, currency) }], counted: 'line' }),
    fields: [
      {
        name: 'account_id',
        label: 'Account',
        type: 'account',
        required: true,
        value: id === undefined ? '' : String(id),
        ...(account === null ? {} : { shown: account.name }),
      },
      { name: 'lines', label: 'Lines', type: 'lines', required: true },
      { name: 'currency', label: 'Currency', type: 'text', maxLength: 3, value: currency },
      {
        name: 'due_date',
        label: 'Due on',
        type: 'date',
        help: `Without it in ${paymentTermsDays} days, by the seller's payment terms.`,
      },
      { name: 'note', label: 'Note on the invoice', type: 'long', maxLength: 2000 },
    ],
    confirm: 'Issue the invoice',
    live: true,
  };
}

const AMOUNT = /^\d{1,14}(\.\d{1,4})?$/;

/** The sum of the lines that are complete; null while there is none. */
function totalOf(body: Body, currency: string): Money | null {
  const whole = linesOf(body).filter(
    ({ quantity, unit_amount }) => /^\d{1,7}$/.test(quantity.trim()) && AMOUNT.test(unit_amount.trim()),
  );
  if (whole.length === 0) return null;
  const total = whole.reduce(
    (sum, { quantity, unit_amount }) => sum.add(new Money(unit_amount.trim()).mul(quantity.trim())),
    new Money(0),
  );
  return fitsCurrency(total, currency) ? total : null;
}
