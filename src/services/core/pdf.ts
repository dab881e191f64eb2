import { z } from 'zod';
import { block } from './text-blocks.js';

/**
 * What a PDF prints, complete and frozen with its cause: nothing is looked up when the file is made. Amounts are texts as
 * on the wire ("1666.67", exactly the currency's decimals), moments ISO 8601 and shown in `timeZone`, days "2026-01-31".
 * Parties are the snapshots of invoices/billing-snapshot.ts as they are.
 */
export interface PdfMaker {
  invoice(data: InvoicePdf): Promise<Buffer>;
  contract(data: ContractPdf): Promise<Buffer>;
}

const text = z.string();
const moment = z.iso.datetime();
const day = z.iso.date();
const amount = z.string().regex(/^-?\d{1,14}(\.\d{1,4})?$/, 'an amount as on the wire, like 1666.67');

const address = {
  address_line1: text,
  address_line2: text,
  city: text,
  state: text,
  postal_code: text,
  country: text,
  tax_id: text,
  email: text,
};
const seller = z.object({ legal_name: text, ...address });
const buyer = z.object({ name: text, ...address });

const payBy = z.object({
  name: text,
  instructions: text,
  bankName: text,
  accountNumber: text,
  swiftCode: text,
  walletType: text,
  walletId: text,
  /** Example data of a fresh installation: printed with a warning not to pay. */
  isExample: z.boolean(),
});

export const invoicePdf = z.object({
  number: text,
  currency: z.string().length(3),
  issuedAt: moment,
  dueAt: moment.nullable(),
  timeZone: text,
  seller,
  buyer,
  /** The contract and the billing period it is issued for; null for any other invoice. */
  contract: z.object({ number: text, title: text, periodStart: day, periodEnd: day }).nullable(),
  lines: z.array(
    z.object({
      description: text,
      /** A second, quieter line: the months it is for, "1 January 2026 – 31 January 2026". Empty for none. */
      detail: text,
      quantity: z.int().positive(),
      unitAmount: amount,
      amount,
    }),
  ),
  subtotal: amount,
  /** null when nothing is taken off. */
  discount: z.object({ description: text, amount }).nullable(),
  taxTotal: amount,
  total: amount,
  /** How to pay, the account's own method first. */
  methods: z.array(payBy),
  note: text,
});

const scheduleRow = z.object({
  period_start: day,
  period_end: day,
  invoice_date: day,
  gross: amount,
  discount: amount,
  net: amount,
});

const party = z.enum(['account', 'seller']);

/** A version's canonical content as it was frozen when it was sent. */
export const contractContent = z.object({
  contract: z.object({ number: text, title: text, type: text, currency: z.string().length(3) }),
  version: z.int().positive(),
  seller,
  buyer,
  start_date: day,
  end_date: day,
  effective_from: day.nullable(),
  frequency: text,
  interval_months: z.int(),
  discount_percent: text,
  text: z.array(block),
  items: z.array(
    z.object({
      position: z.int(),
      type: text,
      description: text,
      amount,
      months: z.int(),
      start_date: day,
      end_date: day.nullable(),
      recurring: z.boolean(),
      discount: amount,
    }),
  ),
  schedule: z.array(scheduleRow),
  totals: z.object({ gross: amount, discount: amount, net: amount }),
  consent: text,
  signers: z.array(z.object({ position: z.int(), party, name: text, email: text })),
});

export const contractPdf = z.object({
  content: contractContent,
  /** SHA-256 of the version's canonical text, as every signer signed it. */
  documentSha256: z.string().regex(/^[0-9a-f]{64}$/),
  timeZone: text,
  /** In the order of signing. */
  signatures: z.array(
    z.object({
      party,
      name: text,
      email: text,
      typedName: text,
      signedAt: moment,
      ipAddress: text,
      userAgent: text,
    }),
  ),
  /** For the certificate, in order of time; `who` is a name and address, "" for the system. */
  events: z.array(
    z.object({
      what: z.enum(['sent', 'signed', 'countersigned', 'completed']),
      at: moment,
      who: text,
      ipAddress: text,
      userAgent: text,
    }),
  ),
  /** The public page where anyone checks the file: `${baseUrl}/verify`. */
  verifyUrl: text,
});

export type InvoicePdf = z.output<typeof invoicePdf>;
export type ContractPdf = z.output<typeof contractPdf>;
