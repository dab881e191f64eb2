import type pg from 'pg';

/**
 * Fresh pending payments, each of an account of its own that waits for its first payment; answers their ids. Written with
 * the triggers off by the owner of the tables; the rows still obey every truth.
 */
export async function loadPending(client: pg.Client, count: number, batch: string): Promise<number[]> {
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
