import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signUp } from '../../src/services/accounts/sign-up.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { confirmPayment } from '../../src/services/payments/confirm-payment.js';
import { GUARDS, MARKED_TRIGGERS } from '../../src/services/verification/guards.js';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { anonymousContext, staffContext, userContext } from '../support/contexts.js';
import { useInstallation } from '../support/installation.js';
import { damaged } from './vandal.js';

const test = useInstallation();
let vandal: pg.Client;

beforeAll(async () => {
  const account = { email: 'owner@verify.example', password: 'TestPass123!', fullName: 'Vera Fy', planSlug: 'starter' };
  const { userId, invoice } = await signUp(anonymousContext(test), account);
  const confirmed = await confirmPayment(await userContext(test, userId), {
    invoiceId: invoice?.id ?? 0,
    paymentMethod: 'bank_transfer',
    manualReference: 'BT-1',
    amount: '29.00',
  });
  await approvePayments(await staffContext(test, 'finance'), { paymentIds: [confirmed.paymentId] });
  vandal = new pg.Client({ connectionString: test.ownerUrl });
  await vandal.connect();
});
afterAll(() => vandal.end());

describe('npm run verify', () => {
  it('finds nothing wrong after a real approval', async () => {
    expect(await verifyTruths(test)).toEqual([]);
  });

  it('knows every trigger of the database by what it does, and no other', async () => {
    const { rows } = await vandal.query<{ name: string; mark: string }>(MARKED_TRIGGERS);
    expect(Object.fromEntries(rows.map(({ name, mark }) => [name, mark]))).toEqual(GUARDS);
  });

  it('takes the guards of a restored dump for the same', async () => {
    expect(await damaged(vandal, RESTORED_TRIGGERS)).toEqual([]);
  });

  // What a superuser with the guards switched off can do to each truth.
  it.each([
    ['a balance is edited', 2, 'UPDATE accounts SET credit_balance = credit_balance + 1', 'accounts 1'],
    ['a ledger entry is edited', 2, 'UPDATE credit_transactions SET amount = amount + 1', 'credit_transactions 1'],
    ['a grant is moved to an unknown payment', 4, "UPDATE credit_transactions SET source_id = '99'", 'payments 1'],
    [
      'an approval loses its audit entry',
      5,
      "DELETE FROM audit_entries WHERE action = 'payment.approve'",
      'payments 1',
    ],
    ['an account waits although it paid', 5, "UPDATE accounts SET status = 'pending_payment'", 'accounts 1'],
    ['a paid invoice is set back', 6, "UPDATE invoices SET status = 'pending', paid_at = NULL", 'invoices 1'],
    ['a line is edited', 1, 'UPDATE invoice_lines SET amount = amount + 1', 'invoices 1'],
    [
      'an invoice number is skipped',
      7,
      "UPDATE invoices SET number = 'INV-1-' || number_month || '-0002', number_sequence = 2",
      'accounts 1',
    ],
    ['a snapshot is emptied', 8, "UPDATE invoices SET seller_snapshot = '{}'", 'invoices 1'],
    [
      'a subscription is removed',
      9,
      'UPDATE invoices SET subscription_id = NULL; DELETE FROM subscriptions',
      'accounts 1',
    ],
    ['a mail is removed', 10, "DELETE FROM mails WHERE kind = 'payment-approved'", 'audit_entries'],
    [
      'a delivered mail keeps its token',
      10,
      "ALTER TABLE mails DROP CONSTRAINT mails_secret_wiped; UPDATE mails SET status = 'sent', secret = 'x'",
      'mails 1',
    ],
    [
      'a guard is dropped',
      3,
      'DROP TRIGGER audit_entries_append_only ON audit_entries',
      'trigger audit_entries_append_only',
    ],
    [
      'a guard is hollowed out',
      3,
      "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN coalesce(NEW, OLD); END'",
      'trigger audit_entries_append_only',
    ],
    [
      'a guard is put aside by a condition',
      3,
      `CREATE OR REPLACE TRIGGER accounts_balance_by_ledger BEFORE UPDATE ON accounts FOR EACH ROW WHEN (false)
         EXECUTE FUNCTION refuse_balance_outside_ledger()`,
      'trigger accounts_balance_by_ledger',
    ],
  ])('says what is wrong with which row when %s', async (_, number, damage, row) => {
    const findings = await damaged(vandal, damage);
    const found = findings.filter((finding) => finding.number === number);
    expect(found.map((finding) => finding.row).join('\n')).toContain(row);
  });
});

/** As pg_restore does, every trigger is made anew from the definition that PostgreSQL gives of it. */
const RESTORED_TRIGGERS = `
  DO $$
  DECLARE made record;
  BEGIN
    FOR made IN SELECT tgname, tgrelid::regclass AS of, pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE NOT tgisinternal LOOP
      EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.of);
      EXECUTE made.definition;
    END LOOP;
  END $$`;
