import type pg from 'pg';

/**
 * What approving would cost without a product around it: the same seven writes for all payments in one statement, by
 * hand, on the same schema with the same constraints and triggers. It knows only the simplest case (first payment of a
 * monthly plan), parses nothing and reports nothing.
 */
export async function approveBySql(client: pg.Client, paymentIds: number[]): Promise<void> {
  const { rows } = await client.query<{ approved: number }>(STATEMENT, [paymentIds]);
  if (rows[0]?.approved !== paymentIds.length) throw new Error(`approved ${rows[0]?.approved} of ${paymentIds.length}`);
}

const STATEMENT = `
  WITH due AS MATERIALIZED (
    SELECT p.id, p.account_id, p.invoice_id, p.amount, p.currency, p.manual_reference, i.number, i.subscription_id, l.plan_id, l.credits,
           pl.name AS plan_name, now() AS starts, now() + l.cycles * interval '1 month' AS ends,
           coalesce(nullif(a.billing_email, ''), u.email) AS email, u.full_name
    FROM payments p
    JOIN accounts a ON a.id = p.account_id
    JOIN users u ON u.account_id = a.id AND u.role = 'owner'
    JOIN invoices i ON i.id = p.invoice_id
    JOIN invoice_lines l ON l.invoice_id = i.id
    JOIN plans pl ON pl.id = l.plan_id
    WHERE p.id = ANY ($1::int[]) AND p.status = 'pending_approval' AND i.status = 'pending'
      AND a.status IN ('trial', 'pending_payment', 'active')
    ORDER BY a.id, i.id, p.id FOR UPDATE OF a, i, p),
  paid AS (
    UPDATE payments p SET status = 'succeeded', reviewed_by_id = 1, reviewed_at = now(), processed_at = now(), updated_at = now()
    FROM due WHERE p.id = due.id AND p.status = 'pending_approval' RETURNING p.id),
  invoice AS (
    UPDATE invoices i SET status = 'paid', paid_at = now(), period_start = due.starts, period_end = due.ends, updated_at = now()
    FROM due WHERE i.id = due.invoice_id AND i.status = 'pending' RETURNING i.id),
  subscription AS (
    UPDATE subscriptions s SET status = 'active', plan_id = due.plan_id, current_period_start = due.starts, current_period_end = due.ends,
           anchor_day = extract(day FROM now()), external_payment_id = due.manual_reference, updated_at = now()
    FROM due WHERE s.id = due.subscription_id RETURNING s.id),
  account AS (
    UPDATE accounts a SET status = 'active', is_demo_account = false, version = version + 1, updated_at = now()
    FROM due WHERE a.id = due.account_id RETURNING a.id, due.id AS payment_id, due.credits, due.number, due.invoice_id),
  ledger AS (
    INSERT INTO credit_transactions (account_id, transaction_type, amount, description, metadata, source_type, source_id)
    SELECT id, 'subscription', credits, 'Invoice ' || number || ' paid', jsonb_build_object('invoice_id', invoice_id, 'payment_id', payment_id),
           'payment', payment_id::text
    FROM account RETURNING id),
  audit AS (
    INSERT INTO audit_entries (action, actor_type, actor_id, actor_label, account_id, entity_type, entity_id, changes)
    SELECT 'payment.approve', 'staff', 1, 'bench@staff.example', account_id, 'Payment', id,
           jsonb_build_object('status', jsonb_build_object('before', 'pending_approval', 'after', 'succeeded'),
             'invoice', jsonb_build_object('before', 'pending', 'after', number || ' paid'),
             'account', jsonb_build_object('before', 'pending_payment', 'after', 'active'),
             'credits', jsonb_build_object('after', credits), 'period_end', jsonb_build_object('after', ends))
    FROM due RETURNING id),
  mail AS (
    INSERT INTO mails (kind, account_id, to_email, to_name, data, message_id)
    SELECT 'payment-approved', account_id, email, full_name,
           jsonb_build_object('name', full_name, 'number', number, 'invoiceId', invoice_id, 'amount', amount || ' ' || currency,
             'reference', manual_reference, 'credits', credits, 'planName', plan_name, 'periodEnd', ends),
           '<' || gen_random_uuid() || '@localhost>'
    FROM due RETURNING id)
  SELECT count(*)::int AS approved FROM paid`;
