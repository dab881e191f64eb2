import type pg from 'pg';

/** The columns of the back-office's list of payments, with the names of what they refer to. */
const PAGE = `
  SELECT p.id, p.status, p.account_id, a.name AS account, p.invoice_id, i.number AS invoice, p.amount, p.currency, p.payment_method, p.manual_reference,
         p.payer_name, p.manual_notes, p.proof_url, p.admin_notes, p.rejection_reason, p.submitted_by_id, u.email AS submitted_by, p.entered_by_id,
         p.reviewed_by_id, s.email AS reviewed_by, p.reviewed_at, p.processed_at, p.failed_at, p.created_at, p.updated_at
  FROM payments p JOIN accounts a ON a.id = p.account_id JOIN invoices i ON i.id = p.invoice_id
  LEFT JOIN users u ON u.id = p.submitted_by_id LEFT JOIN staff_users s ON s.id = p.reviewed_by_id`;
const NEWEST = 'ORDER BY p.created_at DESC, p.id DESC LIMIT 100';

export async function barePage(pool: pg.Pool, asked: URLSearchParams): Promise<string> {
  const status = asked.get('status');
  const { rows } =
    status === null
      ? await pool.query({ name: 'all', text: `${PAGE} ${NEWEST}` })
      : await pool.query({
          name: 'status',
          text: `${PAGE} WHERE p.status = $1::"PaymentStatus" ${NEWEST}`,
          values: [status],
        });
  return JSON.stringify(rows);
}
