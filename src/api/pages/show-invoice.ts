import type { PaymentMethodConfig } from '@prisma/client';
import type { OwnInvoice } from '../../services/invoices/get-invoice.js';
import type { InvoiceDetailView, InvoiceView } from '../../services/invoices/invoice-view.js';
import { invoiceBadge } from './badges.js';
import { contractHref } from './contract-href.js';
import { countryName } from './countries.js';
import { formatCount, formatDate, formatDay, groupThousands, methodIcon } from './formats.js';

export function invoiceHref(id: number): string {
  return `/app/invoices/${id}`;
}

export function invoiceRow(invoice: InvoiceView, isInReview: boolean, zone: string): object {
  const href = invoiceHref(invoice.id);
  return {
    href,
    number: invoice.number,
    issuedAt: formatDate(invoice.issuedAt, zone),
    dueAt: formatDate(invoice.dueAt, zone),
    badge: invoiceBadge(invoice, isInReview),
    total: total(invoice),
    payHref: invoice.status === 'pending' && !isInReview ? `${href}#how-to-pay` : null,
  };
}

export function total(invoice: Pick<InvoiceView, 'total' | 'currency'>): string {
  return `${groupThousands(invoice.total)} ${invoice.currency}`;
}

/** The detail page: parties as frozen, lines, totals. */
export function invoicePage(invoice: OwnInvoice, zone: string): object {
  const { currency } = invoice;
  const money = (amount: string) => `${groupThousands(amount)} ${currency}`;
  const isNonZero = (amount: string) => /[1-9]/.test(amount);
  return {
    invoice: {
      number: invoice.number,
      badge: invoiceBadge(invoice, invoice.pendingPaymentId !== null),
      dates: dates(invoice, zone),
      pdfHref: `${invoiceHref(invoice.id)}/pdf`,
      contract:
        invoice.contract === null
          ? null
          : { href: contractHref(invoice.contract.id), number: invoice.contract.number, title: invoice.contract.title },
    },
    parties: [
      { label: 'From', lines: addressLines(invoice.seller.legal_name, invoice.seller) },
      { label: 'To', lines: addressLines(invoice.buyer.name, invoice.buyer) },
    ],
    lines: invoice.lines.map((line) => ({
      description: line.description,
      note: line.credits > 0 ? `${formatCount(line.credits)} credits` : '',
      quantity: formatCount(line.quantity),
      unitAmount: groupThousands(line.unitAmount),
      amount: groupThousands(line.amount),
    })),
    totals: [
      { label: 'Subtotal', value: money(invoice.subtotal) },
      ...(isNonZero(invoice.discountTotal)
        ? [{ label: invoice.discountDescription || 'Discount', value: `−${money(invoice.discountTotal)}` }]
        : []),
      { label: 'Tax', value: money(invoice.taxTotal) },
      { label: 'Total', value: money(invoice.total), grand: true },
    ],
  };
}

function dates(invoice: OwnInvoice, zone: string): { label: string; value: string }[] {
  return [
    { label: 'Issued', value: formatDate(invoice.issuedAt, zone) },
    { label: 'Due', value: formatDate(invoice.dueAt, zone) },
    { label: 'Paid', value: formatDate(invoice.paidAt, zone) },
    { label: 'Voided', value: formatDate(invoice.voidedAt, zone) },
    { label: 'Period', value: period(invoice, zone) },
  ].filter((date) => date.value !== '');
}

/** What a plan's payment bought, or what of a contract is invoiced. */
function period({ contract, periodStart, periodEnd }: OwnInvoice, zone: string): string {
  if (contract !== null) return `${formatDay(contract.periodStart)} to ${formatDay(contract.periodEnd)}`;
  return periodStart === null ? '' : `${formatDate(periodStart, zone)} to ${formatDate(periodEnd, zone)}`;
}

type Address = Omit<InvoiceDetailView['seller'], 'legal_name' | 'logo_url'>;

export function addressLines(name: string, address: Address): string[] {
  return [
    name,
    address.address_line1,
    address.address_line2,
    [address.postal_code, address.city].join(' ').trim(),
    address.state,
    address.country === '' ? '' : countryName(address.country),
    address.tax_id === '' ? '' : `Tax ID ${address.tax_id}`,
    address.email,
  ].filter((line) => line !== '');
}

/** What somebody needs to pay an invoice: amount, reference, and each method's own data. */
export function howToPay(invoice: OwnInvoice, sellerEmail: string, mayConfirm: boolean): object {
  return {
    number: invoice.number,
    confirmHref: mayConfirm ? `${invoiceHref(invoice.id)}/confirm` : null,
    sellerEmail,
    essentials: [
      { id: `amount-${invoice.id}`, label: 'Amount', value: total(invoice), copy: invoice.total },
      { id: `reference-${invoice.id}`, label: 'Reference to quote', value: invoice.number },
    ],
    methods: invoice.methods.map((method, index) => ({
      title: method.displayName,
      icon: methodIcon(method.paymentMethod),
      isExample: method.isExample,
      open: index === 0,
      instructions: method.instructions,
      rows: methodRows(method),
    })),
  };
}

function methodRows(method: PaymentMethodConfig): object[] {
  return [
    { label: 'Bank', value: method.bankName },
    { label: 'Account number', value: method.accountNumber },
    { label: 'SWIFT / BIC', value: method.swiftCode },
    { label: method.walletType || 'Wallet', value: method.walletId },
  ]
    .filter((row) => row.value !== '')
    .map((row, index) => ({ ...row, id: `method-${method.id}-${index}` }));
}
