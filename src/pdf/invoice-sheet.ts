import type { InvoicePdf } from '../services/core/pdf.js';
import { bareMoney, dateParts, factsOf, isNothing, momentDay, money, partyOf, span } from './sheet-text.js';

/** What views/pdf/invoice.typ lays out: texts ready to read, in their places. */
export function invoiceSheet(invoice: InvoicePdf): object {
  const { currency, timeZone, seller, contract } = invoice;
  const due = invoice.dueAt === null ? null : momentDay(invoice.dueAt, timeZone);
  return {
    title: `Invoice ${invoice.number}`,
    author: seller.legal_name,
    madeAt: dateParts(invoice.issuedAt),
    number: invoice.number,
    currency,
    seller: partyOf(seller.legal_name, seller),
    buyer: partyOf(invoice.buyer.name, invoice.buyer),
    facts: factsOf({
      Invoice: invoice.number,
      Issued: momentDay(invoice.issuedAt, timeZone),
      Due: due,
      Contract: contract === null ? null : contract.number,
      For: contract === null ? null : contract.title,
      Period: contract === null ? null : span(contract.periodStart, contract.periodEnd),
    }),
    lines: invoice.lines.map((line) => ({
      description: line.description,
      detail: line.detail,
      quantity: line.quantity.toLocaleString('en'),
      unit: bareMoney(line.unitAmount, currency),
      amount: bareMoney(line.amount, currency),
    })),
    totals: totalsOf(invoice),
    pay: factsOf({ Amount: money(invoice.total, currency), 'Reference to quote': invoice.number, 'Due by': due }),
    methods: invoice.methods.map((method) => ({
      name: method.name,
      isExample: method.isExample,
      instructions: method.instructions,
      details: factsOf({
        Bank: method.bankName,
        'Account number': method.accountNumber,
        'SWIFT / BIC': method.swiftCode,
        Wallet: method.walletType,
        'Wallet number': method.walletId,
      }),
    })),
    ask: seller.email,
    note: invoice.note,
  };
}

function totalsOf({ currency, subtotal, discount, taxTotal, total }: InvoicePdf) {
  const row = (label: string, amount: string) => ({ label, amount: bareMoney(amount, currency), strong: false });
  const parts = [
    ...(discount === null ? [] : [row(discount.description || 'Discount', `-${discount.amount}`)]),
    ...(isNothing(taxTotal) ? [] : [row('Tax', taxTotal)]),
  ];
  return [
    ...(parts.length === 0 ? [] : [row('Subtotal', subtotal), ...parts]),
    { label: 'Total', amount: money(total, currency), strong: true },
  ];
}
