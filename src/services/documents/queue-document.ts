import type { TxContext } from '../core/context.js';
import type { ContractPdf, InvoicePdf } from '../core/pdf.js';

export const DOCUMENT_CHANNEL = 'countersign_documents';

export type NewDocument = { accountId: number } & (
  | { kind: 'invoice'; invoiceId: number; data: InvoicePdf }
  | { kind: 'contract'; contractVersionId: number; data: ContractPdf }
);

/** Queues PDFs with their cause: both commit or neither. The worker makes each once from the data frozen here. */
export async function queueDocument(ctx: TxContext, documents: NewDocument[]): Promise<void> {
  if (documents.length === 0) return;
  const rows = documents.map((document) => ({
    account_id: document.accountId,
    kind: document.kind,
    invoice_id: document.kind === 'invoice' ? document.invoiceId : null,
    contract_version_id: document.kind === 'contract' ? document.contractVersionId : null,
    data: document.data,
  }));
  await ctx.db.$executeRaw`
    WITH queued AS (
      INSERT INTO documents (account_id, kind, invoice_id, contract_version_id, data, next_attempt_at, created_at)
      SELECT row.account_id, row.kind::"DocumentKind", row.invoice_id, row.contract_version_id, row.data, ${ctx.now}, ${ctx.now}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row(account_id int, kind text, invoice_id int, contract_version_id int, data jsonb)
    )
    SELECT pg_notify(${DOCUMENT_CHANNEL}, '')`;
}
