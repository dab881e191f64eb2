import type pg from 'pg';

/**
 * Fills the schema with a past: accounts that paid, their invoices, payments, ledger, audit and mail. Written set-based
 * with the triggers off, because history is given here, not made; the rows still obey every truth.
 */
export async function loadHistory(client: pg.Client, payments: number): Promise<void> {
  await insertCases(client, payments, 'history');
  await client.query('SET session_replication_role = replica');
  await client.query(`
    UPDATE payments SET status = 'succeeded', reviewed_by_id = 1, reviewed_at = created_at, processed_at = created_at;
    UPDATE invoices SET status = 'paid', paid_at = issued_at, period_start = issued_at, period_end = issued_at + interval '1 month';
    UPDATE subscriptions SET status = 'active', current_period_start = created_at, current_period_end = created_at + interval '1 month',
           anchor_day = extract(day FROM created_at);
    UPDATE accounts SET status = 'active', credit_balance = 5000, is_demo_account = false;
    INSERT INTO credit_transactions (account_id, transaction_type, amount, balance_after, description, source_type, source_id, created_at)
      SELECT account_id, 'subscription', 5000, 5000, 'Invoice paid', 'payment', id::text, created_at FROM payments;
    INSERT INTO audit_entries (action, actor_type, actor_id, actor_label, account_id, entity_type, entity_id, created_at)
      SELECT 'payment.approve', 'staff', 1, 'bench@staff.example', account_id, 'Payment', id, created_at FROM payments;
    INSERT INTO mails (kind, account_id, to_email, message_id, status, sent_at, sent_subject, created_at)
      SELECT 'payment-approved', account_id, 'history@bench.example', '<history-' || id || '@bench>', 'sent', created_at, 'Paid', created_at FROM payments;
  `);
  await client.query('SET session_replication_role = origin');
  await client.query('ANALYZE');
}

/** Fresh pending payments, each of an account of its own that waits for its first payment; answers their ids. */
export function loadPending(client: pg.Client, count: number, batch: string): Promise<number[]> {
  return insertCases(client, count, batch);
}

async function insertCases(client: pg.Client, count: number, batch: string): Promise<number[]> {
  await client.query('SET session_replication_role = replica');
  const { rows } = await client.query<{ id: number }>(
    `WITH plan AS (SELECT * FROM plans WHERE slug = 'starter'),
    account AS (
      INSERT INTO accounts (name, email, status, signup_plan_id, billing_country)
      SELECT 'Bench ' || $2 || ' ' || n, 'account' || n || '@' || $2 || '.example', 'pending_payment', plan.id, 'US'
      FROM plan, generate_series(1, $1::int) n RETURNING id, email),
    owner AS (
      INSERT INTO users (account_id, email, full_name, password_hash, is_active, can_approve_developers, can_sign_contracts, can_manage_billing)
      SELECT id, email, 'Owner ' || id, 'x', true, true, true, true FROM account RETURNING id),
    subscription AS (
      INSERT INTO subscriptions (account_id, plan_id, status) SELECT account.id, plan.id, 'pending_payment' FROM account, plan RETURNING id, account_id),
    invoice AS (
      INSERT INTO invoices (account_id, subscription_id, number, number_month, number_sequence, status, currency, subtotal, total, issued_at, due_at, metadata, seller_snapshot)
      SELECT account_id, id, 'INV-' || account_id || '-202601-0001', '202601', 1, 'pending', 'USD', 29, 29, now(), now() + interval '14 days',
             '{"billing_snapshot": {"email": "bench@example.com"}}', '{"legal_name": "Bench"}'
      FROM subscription RETURNING id, account_id),
    line AS (
      INSERT INTO invoice_lines (account_id, invoice_id, currency, position, description, unit_amount, amount, plan_id, billing_cycle, cycles, credits)
      SELECT invoice.account_id, invoice.id, 'USD', 1, 'Starter, monthly', 29, 29, plan.id, 'monthly', 1, 5000 FROM invoice, plan RETURNING id)
    INSERT INTO payments (account_id, invoice_id, amount, currency, payment_method, manual_reference, payer_name)
    SELECT account_id, id, 29, 'USD', 'bank_transfer', 'BT-' || $2 || '-' || id, 'Payer ' || id FROM invoice RETURNING id`,
    [count, batch],
  );
  await client.query('SET session_replication_role = origin');
  return rows.map(({ id }) => id);
}
