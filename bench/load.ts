import type pg from 'pg';
import { withoutGuards } from './load-guards.js';

/** How much: one account has ten payments, one payment in a hundred is pending and the newest of all. */
export const PAYMENTS_PER_ACCOUNT = 10;
const PENDING_SHARE = 100;
const FILLED = [
  'accounts',
  'users',
  'account_payment_methods',
  'subscriptions',
  'invoices',
  'invoice_lines',
  'payments',
  'credit_transactions',
  'audit_entries',
  'mails',
];

export function accountsOf(payments: number): number {
  return payments / PAYMENTS_PER_ACCOUNT;
}

export function pendingOf(payments: number): number {
  return payments / PENDING_SHARE;
}

/**
 * Fills an empty installation with ten months of business: accounts with owner, subscription and a bill each month, paid
 * but for one in fifty that was refused and the newest, which wait. Ids and moments rise together. Written set-based in
 * one transaction, by the owner of the tables. Needs a staff user with id 1.
 */
export async function loadHistory(client: pg.Client, payments: number): Promise<void> {
  if (payments % 1_000 !== 0) throw new Error('only whole thousands of payments can be loaded');
  await client.query('BEGIN');
  try {
    await client.query(
      "SET LOCAL timezone = 'UTC'; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '256MB'",
    );
    await withoutGuards(client, FILLED, async () => {
      const accounts = accountsOf(payments);
      for (const sql of [
        CASES,
        ACCOUNTS,
        OWNERS,
        METHODS,
        SUBSCRIPTIONS,
        INVOICES,
        LINES,
        PAYMENTS,
        LEDGER,
        AUDIT,
        MAILS,
      ]) {
        const filled = sql.replaceAll(':payments', String(payments)).replaceAll(':accounts', String(accounts));
        await client.query(filled.replaceAll(':decided', String(payments - pendingOf(payments))));
      }
      for (const table of FILLED)
        await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`);
    });
    // The invoices count as of a time before there were PDFs; a worker would begin to make a million of them.
    await client.query(`INSERT INTO scheduled_jobs VALUES ('queue_missing_documents', now() + interval '1 day')`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
  await client.query('VACUUM ANALYZE');
}

/** One row per payment: payment n is of month k of account a. */
const CASES = `
  CREATE TEMP TABLE cases ON COMMIT DROP AS
  SELECT n, a, k, issued, issued + interval '2 days' AS sent, issued + interval '3 days' AS decided,
         CASE WHEN n > :decided THEN 'pending_approval' WHEN (7 * a + 13 * k) % 50 = 7 THEN 'failed' ELSE 'succeeded' END::"PaymentStatus" AS status
  FROM (SELECT n, (n - 1) % :accounts + 1 AS a, (n - 1) / :accounts AS k FROM generate_series(1, :payments) n) place
  CROSS JOIN LATERAL (SELECT date_trunc('month', now()) - (10 - k) * interval '1 month' + a::float8 / :accounts * interval '20 days' AS issued) moment`;

const ACCOUNTS = `
  INSERT INTO accounts (id, name, email, status, signup_plan_id, is_demo_account, credit_balance, billing_address_line1, billing_city, billing_country, created_at, updated_at)
  SELECT a, (array['Alder','Birch','Cedar','Dogwood','Elm','Fir','Ginkgo','Hazel','Ilex','Juniper','Katsura','Larch','Maple'])[1 + a % 13] || ' '
           || (array['Trading','Works','Foods','Textiles','Logistics','Studios','Partners','Systems','Energy','Supplies','Labs'])[1 + a % 11] || ' ' || a,
         'office' || a || '@tenant.example', 'active', plan.id, false, paid.credits, a || ' Station Road', 'Springfield', 'US', opened.moment, opened.moment
  FROM plans plan,
       (SELECT a, 5000 * count(*) FILTER (WHERE status = 'succeeded') AS credits, min(issued) AS moment FROM cases GROUP BY a) paid
  CROSS JOIN LATERAL (SELECT paid.moment - interval '1 hour' AS moment) opened
  WHERE plan.slug = 'starter' ORDER BY a`;

const OWNERS = `
  INSERT INTO users (id, account_id, email, full_name, password_hash, is_active, email_verified_at, can_approve_developers, can_sign_contracts, can_manage_billing, created_at, updated_at)
  SELECT id, id, email, 'Owner of ' || name, 'x', true, created_at, true, true, true, created_at, created_at FROM accounts ORDER BY id`;

const METHODS = `
  INSERT INTO account_payment_methods (account_id, type, is_default, created_at, updated_at)
  SELECT id, 'bank_transfer', true, created_at, created_at FROM accounts ORDER BY id`;

const SUBSCRIPTIONS = `
  INSERT INTO subscriptions (id, account_id, plan_id, status, current_period_start, current_period_end, anchor_day, created_at, updated_at)
  SELECT a, a, plan.id, 'active', min(decided), max(decided) + interval '1 month', extract(day FROM max(decided)), min(issued), max(decided)
  FROM cases, plans plan WHERE plan.slug = 'starter' AND status = 'succeeded' GROUP BY a, plan.id ORDER BY a`;

const INVOICES = `
  INSERT INTO invoices (id, account_id, subscription_id, number, number_month, number_sequence, status, currency, subtotal, total,
                        issued_at, due_at, paid_at, period_start, period_end, metadata, seller_snapshot, created_at, updated_at)
  SELECT n, a, a, 'INV-' || a || '-' || to_char(issued, 'YYYYMM') || '-0001', to_char(issued, 'YYYYMM'), 1,
         CASE status WHEN 'succeeded' THEN 'paid' ELSE 'pending' END::"InvoiceStatus", 'USD', 29, 29, issued, issued + interval '14 days', paid,
         paid, paid + interval '1 month',
         ('{"billing_snapshot": {"name": "Tenant ' || a || '", "email": "office' || a || '@tenant.example", "address_line1": "' || a
           || ' Station Road", "address_line2": "", "city": "Springfield", "state": "", "postal_code": "", "country": "US", "tax_id": "", "snapshot_date": "'
           || to_char(issued, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"}}')::jsonb,
         seller.snapshot, issued, coalesce(paid, issued)
  FROM (SELECT *, CASE status WHEN 'succeeded' THEN decided END AS paid FROM cases) cases,
       (SELECT jsonb_build_object('legal_name', legal_name, 'address_line1', address_line1, 'address_line2', address_line2, 'city', city, 'state', state,
          'postal_code', postal_code, 'country', country, 'tax_id', tax_id, 'email', email, 'logo_url', logo_url) AS snapshot FROM sellers) seller`;

const LINES = `
  INSERT INTO invoice_lines (id, account_id, invoice_id, currency, position, description, unit_amount, amount, plan_id, billing_cycle, cycles, credits)
  SELECT n, a, n, 'USD', 1, 'Starter, monthly', 29, 29, plan.id, 'monthly', 1, 5000 FROM cases, plans plan WHERE plan.slug = 'starter'`;

const PAYMENTS = `
  INSERT INTO payments (id, account_id, invoice_id, amount, currency, payment_method, status, manual_reference, payer_name, submitted_by_id,
                        rejection_reason, reviewed_by_id, reviewed_at, processed_at, failed_at, created_at, updated_at)
  SELECT n, a, n, 29, 'USD', (array['bank_transfer','bank_transfer','bank_transfer','local_wallet','cash'])[1 + n % 5]::"PaymentMethod", status,
         'TRX-' || to_char(n, 'FM00000000'), 'Payer ' || a, a, CASE status WHEN 'failed' THEN 'No transfer came in' ELSE '' END,
         CASE WHEN status <> 'pending_approval' THEN 1 END, CASE WHEN status <> 'pending_approval' THEN decided END,
         CASE status WHEN 'succeeded' THEN decided END, CASE status WHEN 'failed' THEN decided END, sent,
         CASE WHEN status = 'pending_approval' THEN sent ELSE decided END
  FROM cases`;

const LEDGER = `
  INSERT INTO credit_transactions (id, account_id, transaction_type, amount, balance_after, description, metadata, source_type, source_id, created_at)
  SELECT n, a, 'subscription', 5000, 5000 * row_number() OVER (PARTITION BY a ORDER BY n), 'Invoice INV-' || a || '-' || to_char(issued, 'YYYYMM') || '-0001 paid',
         jsonb_build_object('invoice_id', n, 'payment_id', n), 'payment', n::text, decided
  FROM cases WHERE status = 'succeeded'`;

const AUDIT = `
  INSERT INTO audit_entries (id, action, actor_type, actor_id, actor_label, account_id, entity_type, entity_id, changes, reason, created_at)
  SELECT n, CASE status WHEN 'succeeded' THEN 'payment.approve' ELSE 'payment.reject' END, 'staff', 1, 'bench@staff.example', a, 'Payment', n,
         jsonb_build_object('status', jsonb_build_object('before', 'pending_approval', 'after', status)),
         CASE status WHEN 'failed' THEN 'No transfer came in' ELSE '' END, decided
  FROM cases WHERE status <> 'pending_approval'`;

const MAILS = `
  INSERT INTO mails (id, kind, account_id, to_email, to_name, message_id, status, attempts, sent_subject, sent_at, created_at)
  SELECT n, CASE status WHEN 'succeeded' THEN 'payment-approved' ELSE 'payment-rejected' END, a, 'office' || a || '@tenant.example', 'Owner ' || a,
         '<history-' || n || '@localhost>', 'sent', 1, 'Your payment', decided, decided
  FROM cases WHERE status <> 'pending_approval'`;
