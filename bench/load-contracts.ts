import type pg from 'pg';

/**
 * Fills the schema with signed contracts, each of an account of its own: one item of 1,200.00 over twelve months that
 * began two months ago. Written set-based with the triggers off; the rows still obey every truth. Answers contract ids.
 */
export async function loadSignedContracts(client: pg.Client, count: number, batch: string): Promise<number[]> {
  await client.query('SET session_replication_role = replica');
  const { rows } = await client.query<{ contract_id: number }>(
    `WITH plan AS (SELECT * FROM plans WHERE slug = 'starter'),
    account AS (
      INSERT INTO accounts (name, email, status, signup_plan_id, billing_country)
      SELECT 'Bench ' || $2 || ' ' || n, 'contract' || n || '@' || $2 || '.example', 'active', plan.id, 'US'
      FROM plan, generate_series(1, $1::int) n RETURNING id, email),
    owner AS (
      INSERT INTO users (account_id, email, full_name, password_hash, is_active, can_approve_developers, can_sign_contracts, can_manage_billing)
      SELECT id, email, 'Owner ' || id, 'x', true, true, true, true FROM account RETURNING id, account_id),
    contract AS (
      INSERT INTO contracts (account_id, number, number_sequence, contract_type, title, currency, status, created_by_id)
      SELECT id, 'CTR-' || id || '-0001', 1, 'maintenance', 'Care', 'USD', 'signed', 1 FROM account RETURNING id, account_id),
    version AS (
      INSERT INTO contract_versions (account_id, contract_id, number, status, body, start_date, end_date, canonical_text, document_sha256,
                                     sent_at, sent_by_id, signed_at)
      SELECT account_id, id, 1, 'signed', 'Care', first_day, (first_day + interval '12 months' - interval '1 day')::date, '{}',
             encode(sha256('{}'), 'hex'), now(), 1, now()
      FROM contract, (SELECT (date_trunc('month', now()) - interval '2 months')::date AS first_day) start RETURNING id, account_id, contract_id, start_date)
    INSERT INTO contract_line_items (account_id, contract_id, version_id, currency, position, item_type, description, amount, billing_period_months, start_date)
    SELECT account_id, contract_id, id, 'USD', 1, 'custom', 'Care', 1200, 12, start_date FROM version RETURNING contract_id`,
    [count, batch],
  );
  await client.query('SET session_replication_role = origin');
  await client.query('ANALYZE accounts, users, contracts, contract_versions, contract_line_items');
  return rows.map(({ contract_id }) => contract_id);
}
