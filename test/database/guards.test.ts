import { beforeAll, describe, expect, it } from 'vitest';
import { accountIn, activeTenant, issueOneOff, signUpAndConfirm, signUpTenant, staff } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { type Attempt, attempt, WITHOUT } from './guards-attempt.js';
import { CONTRACT_ATTEMPTS, RIGHT_CONTRACTS } from './guards-contracts.js';
import { PEOPLE_ATTEMPTS, RIGHT_PEOPLE } from './guards-people.js';
import {
  account,
  approve,
  config,
  draft,
  entry,
  insert,
  issue,
  line,
  mail,
  PAID,
  PENDING,
  paidInvoice,
  paidPayment,
  pay,
  payment,
  plan,
  starter,
  subscription,
  TRIAL,
  trialInvoice,
  user,
  WAITING,
  waitingInvoice,
  waitingPayment,
} from './guards-rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

beforeAll(async () => {
  await activeTenant(test, { accountName: 'Paid' });
  await signUpAndConfirm(
    test,
    { accountName: 'Waiting', username: 'Taken' },
    { proof: { bytes: PNG, name: 'slip.png' } },
  );
  const trial = await signUpTenant(test, { accountName: 'Trial' });
  await issueOneOff(test, trial.accountId, { amount: '29' });
  const pending = await accountIn(test, 'pending');
  await test.prisma.account.update({ where: { id: pending.accountId }, data: { name: 'Pending' } });
  await staff(test, 'superadmin');
  await staff(test, 'finance');
});

const ATTEMPTS: Record<string, Attempt[]> = {
  'truth 1: money fits its currency': [
    ['plans_price_check', plan({ price: '-0.01' })],
    ['plans_price_check', plan({ price: '1.001' })],
    ['plans_price_check', plan({ price: '100.5', currency: "'JPY'" })],
    ['plans_price_check', plan({ price: "'NaN'" })],
    ['plans_currency_check', plan({ currency: "'usd'" })],
    ['invoices_currency_check', draft({ currency: "'U$D'" })],
    ['invoices_amounts_check', draft({ subtotal: '-1', total: '-1' })],
    ['invoices_amounts_check', draft({ total: '11' })],
    ['invoices_amounts_check', draft({ discount_total: '11', total: '-1' })],
    ['invoices_amounts_check', draft({ subtotal: '10.005', total: '10.005' })],
    ['invoices_amounts_check', draft({ subtotal: "'NaN'", total: "'NaN'" })],
    ['invoices_amounts_check', draft({ currency: "'JPY'", subtotal: '10.5', total: '10.5' })],
    ['invoice_lines_amounts_check', draft() + line({ amount: '10.001' })],
    ['invoice_lines_amounts_check', draft() + line({ unit_amount: '10.001' })],
    ['invoice_lines_amounts_check', draft() + line({ quantity: '0' })],
    ['payments_amount_check', payment({ amount: '0' })],
    ['payments_amount_check', payment({ amount: '-29' })],
    ['payments_amount_check', payment({ amount: '28.999' })],
    ['payments_amount_check', payment({ amount: "'NaN'" })],
  ],
  'truth 2: the balance is the ledger': [
    ['accounts_balance_by_ledger', `UPDATE accounts SET credit_balance = credit_balance + 1 WHERE id = ${TRIAL}`],
    ['accounts_balance_by_ledger', `UPDATE accounts SET credit_balance = 0 WHERE id = ${TRIAL}`],
    ['accounts_balance_starts_at_zero', account({ credit_balance: '100' }), 'accounts_balance_by_ledger'],
    ['accounts_credit_balance_check', entry({ amount: '-2001' })],
    ['credit_transactions_amount_check', entry({ amount: '0' })],
    [
      // An entry that is left out for a conflict must not have moved the balance.
      'accounts_balance_is_last_entry',
      `INSERT INTO credit_transactions (account_id, transaction_type, amount, source_type, source_id)
       SELECT account_id, transaction_type, amount, source_type, source_id FROM credit_transactions
       ON CONFLICT DO NOTHING`,
    ],
  ],
  'truth 3: what is written stays written': [
    ['credit_transactions_append_only', 'UPDATE credit_transactions SET amount = amount + 1'],
    ['credit_transactions_append_only', "UPDATE credit_transactions SET description = ''"],
    ['credit_transactions_append_only', 'DELETE FROM credit_transactions'],
    ['credit_transactions_no_truncate', 'TRUNCATE credit_transactions'],
    ['audit_entries_no_truncate', 'TRUNCATE accounts CASCADE'],
    ['audit_entries_append_only', "UPDATE audit_entries SET reason = 'nothing happened'"],
    ['audit_entries_append_only', 'DELETE FROM audit_entries'],
    ['audit_entries_no_truncate', 'TRUNCATE audit_entries'],
    ['payment_proofs_append_only', "UPDATE payment_proofs SET sha256 = repeat('0', 64)"],
    ['payment_proofs_append_only', 'DELETE FROM payment_proofs'],
    ['payment_proofs_no_truncate', 'TRUNCATE payment_proofs'],
    ['payments_no_delete', `DELETE FROM payments WHERE id = ${paidPayment}`],
    ['payments_no_truncate', 'TRUNCATE payments CASCADE'],
    ['invoices_no_delete', `DELETE FROM invoices WHERE id = ${waitingInvoice}`],
    ['invoices_no_truncate', 'TRUNCATE invoices CASCADE'],
    ['invoice_lines_no_truncate', 'TRUNCATE invoice_lines'],
  ],
  'truth 4: a cause grants once': [
    [
      'credit_transactions_source_type_source_id_transaction_type_key',
      `INSERT INTO credit_transactions (account_id, transaction_type, amount, source_type, source_id)
       SELECT account_id, transaction_type, amount, source_type, source_id FROM credit_transactions WHERE account_id = ${PAID}`,
    ],
    [
      // However much another account would like the same cause.
      'credit_transactions_source_type_source_id_transaction_type_key',
      `INSERT INTO credit_transactions (account_id, transaction_type, amount, source_type, source_id)
       SELECT ${TRIAL}, transaction_type, 1, source_type, source_id FROM credit_transactions WHERE account_id = ${PAID}`,
    ],
  ],
  'truth 5: what was sold and decided is frozen, and paid means paid': [
    ['invoice_lines_frozen', `UPDATE invoice_lines SET credits = 1000000 WHERE invoice_id = ${waitingInvoice}`],
    ['invoice_lines_frozen', `DELETE FROM invoice_lines WHERE invoice_id = ${waitingInvoice}`],
    ['invoice_lines_frozen', line({ account_id: WAITING, invoice_id: waitingInvoice, position: '2' })],
    [
      'invoice_lines_frozen',
      `${draft() + line()} UPDATE invoice_lines SET invoice_id = ${trialInvoice} WHERE invoice_id = 900000`,
    ],
    ['invoice_lines_credits_check', draft() + line({ credits: '-1' })],
    ['invoice_lines_plan_check', draft() + line({ plan_id: starter })],
    ['invoice_lines_plan_check', draft() + line({ billing_cycle: "'monthly'", cycles: '1' })],
    ['invoice_lines_plan_check', draft() + line({ plan_id: starter, billing_cycle: "'monthly'", cycles: '0' })],
    ['invoices_period_check', draft({ period_start: 'now()' })],
    ['invoices_period_check', draft({ period_start: 'now()', period_end: 'now()' })],
    [
      'invoices_period_written_once',
      `UPDATE invoices SET period_end = period_end + interval '1 month' WHERE id = ${paidInvoice}`,
    ],
    [
      'invoices_period_written_once',
      `UPDATE invoices SET period_start = NULL, period_end = NULL WHERE id = ${paidInvoice}`,
    ],
    ['payments_paid_means_succeeded', approve(waitingPayment), 'paid_means_succeeded'],
    [
      'payments_paid_means_succeeded',
      `UPDATE payments SET status = 'reversed' WHERE id = ${paidPayment}`,
      'paid_means_succeeded',
    ],
    ['invoices_paid_means_succeeded', pay(trialInvoice), 'paid_means_succeeded'],
    ['invoices_paid_means_succeeded', pay(waitingInvoice), 'paid_means_succeeded'],
    [
      'invoices_paid_means_succeeded',
      `UPDATE invoices SET status = 'pending', paid_at = NULL WHERE id = ${paidInvoice}`,
      'paid_means_succeeded',
    ],
    ['payments_facts_frozen', `UPDATE payments SET amount = 1 WHERE id = ${waitingPayment}`],
    ['payments_facts_frozen', `UPDATE payments SET manual_reference = 'other' WHERE id = ${paidPayment}`],
    [
      'payments_facts_frozen',
      `UPDATE payments SET invoice_id = ${trialInvoice}, account_id = ${TRIAL} WHERE id = ${waitingPayment}`,
    ],
    ['payments_facts_frozen', `UPDATE payments SET submitted_by_id = NULL WHERE id = ${waitingPayment}`],
    ['payments_decision_frozen', `UPDATE payments SET reviewed_at = now() WHERE id = ${paidPayment}`],
    [
      'payments_decision_frozen',
      `UPDATE payments SET reviewed_by_id = (SELECT max(id) FROM staff_users) WHERE id = ${paidPayment}`,
    ],
    [
      'payments_decision_check',
      `UPDATE payments SET status = 'failed', failed_at = now() WHERE id = ${waitingPayment}`,
    ],
    [
      'payments_decision_check',
      `UPDATE payments SET status = 'failed', rejection_reason = 'x' WHERE id = ${waitingPayment}`,
    ],
    ['payments_decision_check', `UPDATE payments SET status = 'succeeded' WHERE id = ${waitingPayment}`],
    ['payments_decision_check', payment({ processed_at: 'now()' })],
    ['payments_decision_check', payment({ rejection_reason: "'x'" })],
    [
      'payments_reviewer_check',
      `UPDATE payments SET status = 'succeeded', processed_at = now(), reviewed_at = now() WHERE id = ${waitingPayment}`,
    ],
    [
      'invoices_no_confirmation_waits',
      `UPDATE invoices SET status = 'void', voided_at = now(), void_reason = 'Raw' WHERE id = ${waitingInvoice}`,
    ],
    ['payments_invoice_pending', payment({ account_id: PAID, invoice_id: paidInvoice })],
    ['payments_invoice_pending', draft({ subtotal: '29', total: '29' }) + payment({ invoice_id: '900000' })],
  ],
  'truth 6: one payment pays one invoice': [
    ['payments_one_pending_per_invoice', payment() + payment()],
    ['payments_one_pending_per_invoice', payment({ account_id: WAITING, invoice_id: waitingInvoice })],
    [
      'payments_one_succeeded_per_invoice',
      `UPDATE payments SET status = 'succeeded', processed_at = now() WHERE id = ${waitingPayment};
       ${payment({ account_id: WAITING, invoice_id: waitingInvoice })}
       UPDATE payments SET status = 'succeeded', processed_at = now() WHERE account_id = ${WAITING} AND status = 'pending_approval';`,
    ],
  ],
  'truth 7: invoice numbers are unique and gapless': [
    [
      'invoices_issue',
      draft() + line() + issue({ number: "'INV-' || account_id || '-202603-0003'", number_sequence: '3' }),
      'invoices_number_gapless',
    ],
    [
      'invoices_issue',
      draft() + line() + issue({ number: "'INV-' || account_id || '-202603-0001'", number_sequence: '1' }),
      'invoices_number_gapless',
    ],
    [
      'invoices_issue',
      draft() + line() + issue({ number: "'INV-' || account_id || '-202604-0002'", number_month: "'202604'" }),
      'invoices_number_gapless',
    ],
    [
      // The month is the one of the issue, in UTC.
      'invoices_issue',
      draft() +
        line() +
        issue({ number: "'INV-' || account_id || '-202604-0001'", number_month: "'202604'", number_sequence: '1' }),
      'invoices_number_month',
    ],
    ['invoices_issue', draft() + line({ amount: '9' }) + issue(), 'invoices_lines_total'],
    ['invoices_issue', draft() + issue(), 'invoices_lines_total'],
    ['invoices_number_check', draft() + line() + issue({ number: "'INV-1'" })],
    ['invoices_number_check', draft() + line() + issue({ number: "'INV-1-202603-0002'" })],
    ['invoices_number_check', draft() + line() + issue({ number: "'INV-' || account_id || '-202603-2'" })],
    ['invoices_number_check', draft({ number: "'INV-1-202603-0009'" })],
    [
      'invoices_frozen',
      `UPDATE invoices SET number_sequence = 7, number = 'INV-' || account_id || '-202603-0007' WHERE id = ${waitingInvoice}`,
    ],
    [
      'invoices_number_key',
      `ALTER TABLE invoices DROP CONSTRAINT invoices_number_check, DISABLE TRIGGER invoices_issue; ${draft() + line() + issue({ number: `(SELECT number FROM invoices WHERE id = ${paidInvoice})` })}`,
    ],
    [
      'invoices_account_id_number_month_number_sequence_key',
      `ALTER TABLE invoices DROP CONSTRAINT invoices_number_check, DISABLE TRIGGER invoices_issue; ${draft() + line() + issue({ number: "'raw'", number_sequence: '1' })}`,
    ],
  ],
  'truth 8: buyer and seller stay as they were issued': [
    ['invoices_issue', draft() + line() + issue({ metadata: "'{}'" }), 'invoices_snapshot'],
    ['invoices_issue', draft() + line() + issue({ seller_snapshot: "'{}'" }), 'invoices_snapshot'],
    [
      'invoices_frozen',
      `UPDATE invoices SET metadata = jsonb_set(metadata, '{billing_snapshot,name}', '"Other"') WHERE id = ${paidInvoice}`,
    ],
    ['invoices_frozen', `UPDATE invoices SET metadata = '{}' WHERE id = ${waitingInvoice}`],
    [
      'invoices_frozen',
      `UPDATE invoices SET seller_snapshot = seller_snapshot || '{"legal_name": "Other"}' WHERE id = ${paidInvoice}`,
    ],
    ['invoices_frozen', `UPDATE invoices SET subtotal = 1, total = 1 WHERE id = ${waitingInvoice}`],
    ['invoices_frozen', `UPDATE invoices SET issued_at = now() WHERE id = ${waitingInvoice}`],
    ['invoices_frozen', `UPDATE invoices SET subscription_id = NULL WHERE id = ${waitingInvoice}`],
    ['invoices_frozen', `UPDATE invoices SET account_id = ${PAID} WHERE id = ${trialInvoice}`],
    ['invoices_dates_check', `UPDATE invoices SET due_at = NULL WHERE id = ${waitingInvoice}`],
    ['invoices_dates_check', `UPDATE invoices SET paid_at = now() WHERE id = ${waitingInvoice}`],
    ['invoices_dates_check', `UPDATE invoices SET status = 'void', voided_at = now() WHERE id = ${trialInvoice}`],
    ['invoices_dates_check', `UPDATE invoices SET status = 'void', void_reason = 'x' WHERE id = ${trialInvoice}`],
  ],
  'truth 9: rows of one account never tie to another’s': [
    ['payments_invoice_id_account_id_currency_fkey', payment({ account_id: PAID })],
    ['payments_invoice_id_account_id_currency_fkey', payment({ currency: "'EUR'" })],
    [
      'payments_submitted_by_id_account_id_fkey',
      payment({ submitted_by_id: `(SELECT id FROM users WHERE account_id = ${PAID})` }),
    ],
    [
      'payment_proofs_payment_id_account_id_fkey',
      insert('payment_proofs', {
        account_id: TRIAL,
        payment_id: paidPayment,
        storage_key: "'raw'",
        original_name: "'raw'",
        media_type: "'image/png'",
        byte_size: '1',
        sha256: "repeat('0', 64)",
      }),
    ],
    [
      'invoices_subscription_id_account_id_fkey',
      draft({ subscription_id: `(SELECT id FROM subscriptions WHERE account_id = ${PAID})` }),
    ],
    ['invoice_lines_invoice_id_account_id_currency_fkey', draft() + line({ account_id: PAID })],
    ['invoice_lines_invoice_id_account_id_currency_fkey', draft() + line({ currency: "'EUR'" })],
  ],
  'truth 10: a token leaves the outbox with its mail': [
    [
      'mails_secret_wiped',
      `UPDATE mails SET status = 'sent', sent_at = now(), sent_subject = 'x' WHERE secret IS NOT NULL`,
    ],
    ['mails_secret_wiped', mail({ status: "'sent'" })],
    ['mails_message_id_key', mail() + mail()],
  ],
  'states have their facts': [
    ['accounts_suspension_check', `UPDATE accounts SET suspended_from = 'trial' WHERE id = ${TRIAL}`],
    ['accounts_suspension_check', `UPDATE accounts SET status = 'suspended' WHERE id = ${TRIAL}`],
    [
      'accounts_suspension_check',
      `UPDATE accounts SET status = 'suspended', suspended_from = 'trial' WHERE id = ${TRIAL}`,
    ],
    [
      'accounts_suspension_check',
      `UPDATE accounts SET status = 'suspended', suspended_from = 'pending', suspension_cause = 'staff' WHERE id = ${TRIAL}`,
    ],
    ['accounts_rejection_check', `UPDATE accounts SET status = 'rejected' WHERE id = ${PENDING}`],
    ['accounts_trial_check', `UPDATE accounts SET trial_expires_at = trial_started_at WHERE id = ${TRIAL}`],
    ['accounts_billing_country_check', account({ billing_country: "'pk'" })],
    ['accounts_billing_country_check', account({ billing_country: "'P'" })],
    ['accounts_first_status', account({ status: "'active'" })],
    ['accounts_first_status', account({ status: "'cancelled'" })],
    [
      'subscriptions_first_status',
      subscription({
        status: "'active'",
        current_period_start: 'now()',
        current_period_end: "now() + interval '1 day'",
      }),
    ],
    ['subscriptions_active_check', `UPDATE subscriptions SET status = 'active' WHERE account_id = ${WAITING}`],
    ['subscriptions_anchor_check', `UPDATE subscriptions SET anchor_day = 32 WHERE account_id = ${PAID}`],
    ['subscriptions_anchor_check', `UPDATE subscriptions SET anchor_day = 0 WHERE account_id = ${PAID}`],
    [
      'subscriptions_period_check',
      `UPDATE subscriptions SET current_period_end = current_period_start WHERE account_id = ${PAID}`,
    ],
    ['subscriptions_account_id_key', subscription() + subscription()],
    ['invoices_first_status', draft({ status: "'paid'" })],
    ['payments_first_status', payment({ status: "'succeeded'", processed_at: 'now()' })],
    ['accounts_moves', `UPDATE accounts SET status = 'pending' WHERE id = ${TRIAL}`],
    ['subscriptions_moves', `UPDATE subscriptions SET status = 'trialing' WHERE account_id = ${PAID}`],
    ['invoices_moves', `UPDATE invoices SET status = 'uncollectible', paid_at = NULL WHERE id = ${paidInvoice}`],
    ['payments_moves', `UPDATE payments SET status = 'pending_approval' WHERE id = ${paidPayment}`],
  ],
  'people and settings': [
    ['users_account_fixed', `UPDATE users SET account_id = ${WAITING} WHERE account_id = ${PAID}`],
    ['users_email_key', user({ email: `(SELECT email FROM users WHERE account_id = ${PAID})` })],
    ['users_email_check', user({ email: "'Raw@x.example'" })],
    ['users_email_check', user({ email: "'raw'" })],
    ['users_username_key', user({ username: "'tAKEN'" })],
    [
      'staff_users_email_check',
      insert('staff_users', { email: "'Raw@x.example'", full_name: "'Raw'", role: "'finance'" }),
    ],
    [
      'staff_users_email_key',
      insert('staff_users', { email: "'finance@staff.example'", full_name: "'Raw'", role: "'finance'" }),
    ],
    ['staff_users_last_superadmin_moved', "UPDATE staff_users SET role = 'auditor'", 'staff_users_last_superadmin'],
    ['staff_users_last_superadmin_moved', 'UPDATE staff_users SET is_active = false', 'staff_users_last_superadmin'],
    [
      'staff_users_last_superadmin_deleted',
      "DELETE FROM staff_users WHERE role = 'superadmin'",
      'staff_users_last_superadmin',
    ],
    ['staff_users_no_truncate', 'TRUNCATE staff_users CASCADE'],
    [
      'account_payment_methods_account_id_type_key',
      insert('account_payment_methods', { account_id: PAID, type: "'bank_transfer'" }),
    ],
    [
      'account_payment_methods_one_default',
      insert('account_payment_methods', { account_id: PAID, type: "'cash'", is_default: 'true' }),
    ],
    ['sellers_only_one', insert('sellers', { id: '2', legal_name: "'Second'", email: "'x@x.example'" })],
    ['sellers_terms_check', 'UPDATE sellers SET payment_terms_days = -1'],
    ['sellers_terms_check', 'UPDATE sellers SET payment_terms_days = 366'],
    ['sellers_codes_check', "UPDATE sellers SET country = 'us'"],
    ['sellers_codes_check', "UPDATE sellers SET default_currency = 'US'"],
    ['payment_method_configs_country_check', config({ country_code: "'F'" })],
    ['payment_method_configs_country_code_payment_method_key', config() + config()],
    ['payment_method_configs_reference_key_key', config({ reference_key: "'PK/local_wallet'" })],
    ['plans_slug_key', plan({ slug: "'starter'" })],
    ['plans_slug_check', plan({ slug: "'Not A Slug'" })],
    ['plans_reference_key_key', plan({ reference_key: "'starter'" })],
    ['plans_limits_check', plan({ included_credits: '-1' })],
    ['plans_limits_check', plan({ max_users: '0' })],
    ['plans_limits_check', plan({ max_industries: '-1' })],
    ['plans_trial_days_check', plan({ trial_days: '0' })],
    [
      'one_time_tokens_owner_check',
      insert('one_time_tokens', { purpose: "'verify_email'", token_hash: "'raw'", expires_at: 'now()' }),
    ],
    [
      'one_time_tokens_token_hash_key',
      `INSERT INTO one_time_tokens (purpose, user_id, token_hash, expires_at) SELECT purpose, user_id, token_hash, now() FROM one_time_tokens`,
    ],
    [
      'auth_tokens_token_hash_key',
      'access,refresh'
        .split(',')
        .map((kind) =>
          insert('auth_tokens', {
            user_id: `(SELECT id FROM users WHERE account_id = ${PAID})`,
            kind: `'${kind}'`,
            token_hash: "repeat('0', 64)",
            family_id: 'gen_random_uuid()',
            session_epoch: '1',
            expires_at: 'now()',
          }),
        )
        .join(''),
    ],
    [
      'idempotency_keys_caller_key_key',
      insert('idempotency_keys', { caller: "'u1'", key: "'k'", request_hash: "'h'" }).repeat(2),
    ],
    ['invoice_lines_invoice_id_position_key', draft() + line() + line()],
    [
      'payment_proofs_payment_id_key',
      `INSERT INTO payment_proofs (account_id, payment_id, storage_key, original_name, media_type, byte_size, sha256)
       SELECT account_id, payment_id, 'raw', original_name, media_type, byte_size, sha256 FROM payment_proofs`,
    ],
    [
      'payment_proofs_storage_key_key',
      `INSERT INTO payment_proofs (account_id, payment_id, storage_key, original_name, media_type, byte_size, sha256)
       SELECT account_id, ${paidPayment}, storage_key, original_name, media_type, byte_size, sha256 FROM payment_proofs`,
    ],
  ],
};

const ALL = Object.entries({ ...ATTEMPTS, ...CONTRACT_ATTEMPTS, ...PEOPLE_ATTEMPTS });

// Titles name the guard whole: docs/mutation.md is made from them.
describe.each(ALL)('%s', (_truth, attempts) => {
  it.each(attempts)('%s refuses %s', async (guard, sql, says) => {
    expect(await attempt(test.owner.sidePool, sql)).toMatchObject({ constraint: says ?? guard });
  });

  it.each(attempts)('without %s nothing says so of %s', async (guard, sql, says) => {
    const refused = await attempt(test.owner.sidePool, `${WITHOUT} SELECT pg_temp.without('${guard}'); ${sql}`);
    expect(refused?.constraint).not.toBe(says ?? guard);
  });
});

describe('these tests try what they say', () => {
  it.each(
    Object.entries({
      payment: payment(),
      entry: entry(),
      account: account(),
      user: user(),
      plan: plan(),
      mail: mail(),
      config: config(),
      subscription: subscription(),
      'issued invoice': draft() + line() + issue(),
      ...RIGHT_CONTRACTS,
      ...RIGHT_PEOPLE,
    }),
  )('a %s that is right is accepted, so that it is the wrong value that is refused', async (_, sql) => {
    expect(await attempt(test.owner.sidePool, sql)).toBeNull();
  });

  it('no guard of the database is without an attempt to break it', async () => {
    const { rows } = await test.owner.sidePool.query<{ guard: string }>(`
      SELECT conname::text AS guard FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND (contype = 'c' OR contype = 'f' AND cardinality(conkey) > 1)
      UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
      WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'
      UNION SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
      WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
      ORDER BY guard`);
    const tried = new Set(ALL.flatMap(([, attempts]) => attempts.map(([guard]) => guard)));
    // Not guards: targets of composite keys, which hold as long as the primary key does.
    const targets = /_id_(account|contract|version)_id(_currency)?_key$/;
    expect(rows.map(({ guard }) => guard).filter((guard) => !tried.has(guard) && !targets.test(guard))).toEqual([
      // It refuses nothing; the property tests of the ledger see what it moves.
      'credit_transactions_move_balance',
    ]);
  });
});
