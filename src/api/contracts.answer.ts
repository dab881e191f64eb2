import { ContractStatus, ContractType, ContractVersionStatus, DocumentStatus, SignerParty } from '@prisma/client';
import { z } from 'zod';
import type { ContractRow, VersionView } from '../services/contracts/contract-view.js';
import { htmlOf } from '../services/contracts/markdown.js';
import { currencyCode, day, moment, money } from './fields.js';

/** A contract on the wire, for its account: what was sent to it, as it was frozen when it was sent. */

export const contract = z
  .object({
    id: z.int(),
    number: z.string(),
    title: z.string(),
    contract_type: z.enum(ContractType),
    status: z.enum(ContractStatus),
    currency: currencyCode,
    start_date: day.nullable(),
    end_date: day.nullable(),
    total: money.meta({ description: 'Of all invoices to come when it was sent.' }),
    billing_enabled: z.boolean(),
    auto_renew: z.boolean(),
    next_invoice: z.object({ date: day, amount: money }).nullable(),
    my_signature_waits: z.boolean().meta({ description: 'It is for you to sign now.' }),
    termination_reason: z.string(),
  })
  .meta({ id: 'Contract' });

const scheduleRow = z.object({
  period_start: day,
  period_end: day,
  invoice_date: day,
  gross: money,
  discount: money,
  net: money,
});

const party = z.enum(SignerParty);

const content = z.object({
  contract: z.object({ number: z.string(), title: z.string(), type: z.string(), currency: currencyCode }),
  version: z.int(),
  start_date: day,
  end_date: day,
  effective_from: day.nullable(),
  frequency: z.string(),
  interval_months: z.int(),
  discount_percent: z.string(),
  text_html: z.string().meta({ description: 'The text, as HTML that holds nothing but text.' }),
  items: z.array(
    z.object({
      position: z.int(),
      type: z.string(),
      description: z.string(),
      amount: money,
      months: z.int(),
      start_date: day,
      end_date: day.nullable(),
      recurring: z.boolean(),
      discount: money,
    }),
  ),
  schedule: z.array(scheduleRow),
  totals: z.object({ gross: money, discount: money, net: money }),
  consent: z.string().meta({ description: 'What a signer agrees to.' }),
});

const version = z.object({
  number: z.int(),
  status: z.enum(ContractVersionStatus),
  effective_from: day.nullable().meta({ description: 'Of an amendment: from when on it counts.' }),
  document_sha256: z
    .string()
    .nullable()
    .meta({ description: 'SHA-256 of what is signed: send it with the signature.' }),
  sent_at: moment.nullable(),
  signed_at: moment.nullable(),
  declined_at: moment.nullable(),
  declined_by_name: z.string(),
  decline_reason: z.string(),
  superseded_at: moment.nullable(),
  content: content.nullable(),
  signers: z.array(
    z.object({
      position: z.int(),
      party,
      name: z.string(),
      email: z.string(),
      is_me: z.boolean(),
      turn: z.boolean(),
      signed_at: moment.nullable(),
      typed_name: z.string().nullable(),
    }),
  ),
  pdf: z
    .object({ status: z.enum(DocumentStatus), sha256: z.string().nullable() })
    .nullable()
    .meta({ description: 'Made once, after the last signature.' }),
});

export const contractDetail = contract
  .extend({ versions: z.array(version).meta({ description: 'Newest first.' }) })
  .meta({ id: 'ContractDetail' });

export function contractOnTheWire(row: ContractRow): z.input<typeof contract> {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    contract_type: row.contractType,
    status: row.status,
    currency: row.currency,
    start_date: row.startDate,
    end_date: row.endDate,
    total: row.total,
    billing_enabled: row.billingEnabled,
    auto_renew: row.autoRenew,
    next_invoice: row.nextInvoice,
    my_signature_waits: row.mySignatureWaits,
    termination_reason: row.terminationReason,
  };
}

export function versionOnTheWire(view: VersionView): z.input<typeof version> {
  return {
    number: view.number,
    status: view.status,
    effective_from: view.effectiveFrom,
    document_sha256: view.documentSha256,
    sent_at: view.sentAt,
    signed_at: view.signedAt,
    declined_at: view.declinedAt,
    declined_by_name: view.declinedByName,
    decline_reason: view.declineReason,
    superseded_at: view.supersededAt,
    content: view.content === null ? null : { ...view.content, text_html: htmlOf(view.content.text) },
    signers: view.signers.map((signer) => ({
      position: signer.position,
      party: signer.party,
      name: signer.name,
      email: signer.email,
      is_me: signer.isMe,
      turn: signer.turn,
      signed_at: signer.signedAt,
      typed_name: signer.typedName,
    })),
    pdf: view.document,
  };
}
