-- The ten truths of the domain, enforced by the database itself, whoever asks.

-- ───────────────────────── 1. Money has at most its currency's decimals ─────────────────────────

-- ISO 4217 minor units; src/services/core/money.ts holds the same table and a test compares them.
CREATE FUNCTION currency_decimals(currency text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN currency IN ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') THEN 0
    WHEN currency IN ('BHD','IQD','JOD','KWD','LYD','OMR','TND') THEN 3
    WHEN currency IN ('CLF','UYW') THEN 4
    ELSE 2
  END
$$;

CREATE FUNCTION fits_currency(amount numeric, currency text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  -- NaN is a numeric too, above every number and equal to itself rounded.
  SELECT amount <> 'NaN' AND amount = round(amount, currency_decimals(currency))
$$;

ALTER TABLE plans
  ADD CONSTRAINT plans_price_check CHECK (price >= 0 AND fits_currency(price, currency)),
  ADD CONSTRAINT plans_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT plans_slug_check CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  ADD CONSTRAINT plans_limits_check CHECK (included_credits >= 0 AND max_sites >= 0 AND max_users >= 1 AND (max_industries IS NULL OR max_industries >= 0)),
  ADD CONSTRAINT plans_trial_days_check CHECK (trial_days IS NULL OR trial_days > 0);

ALTER TABLE invoices
  ADD CONSTRAINT invoices_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT invoices_amounts_check CHECK (
    subtotal >= 0 AND discount_total >= 0 AND tax_total >= 0 AND total >= 0
    AND total = subtotal - discount_total + tax_total
    AND fits_currency(subtotal, currency) AND fits_currency(discount_total, currency)
    AND fits_currency(tax_total, currency) AND fits_currency(total, currency));

ALTER TABLE invoice_lines
  ADD CONSTRAINT invoice_lines_amounts_check CHECK (quantity > 0 AND fits_currency(amount, currency) AND fits_currency(unit_amount, currency)),
  ADD CONSTRAINT invoice_lines_credits_check CHECK (credits >= 0),
  ADD CONSTRAINT invoice_lines_plan_check CHECK (
    (plan_id IS NULL AND billing_cycle IS NULL AND cycles IS NULL)
    OR (plan_id IS NOT NULL AND billing_cycle IS NOT NULL AND cycles > 0));

ALTER TABLE payments
  ADD CONSTRAINT payments_amount_check CHECK (amount > 0 AND fits_currency(amount, currency));

-- ───────────────────────── 2. The balance is the sum of the ledger, never negative ─────────────────────────

ALTER TABLE accounts ADD CONSTRAINT accounts_credit_balance_check CHECK (credit_balance >= 0);
ALTER TABLE credit_transactions ADD CONSTRAINT credit_transactions_amount_check CHECK (amount <> 0);

-- The account's row lock makes entries of one account queue, so balance_after is exact. One that was numbered before it
-- had to wait takes a new number, so that the highest id of an account is always its last movement.
CREATE FUNCTION move_credit_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts SET credit_balance = credit_balance + NEW.amount
  WHERE id = NEW.account_id
  RETURNING credit_balance INTO NEW.balance_after;
  IF EXISTS (SELECT 1 FROM credit_transactions WHERE account_id = NEW.account_id AND id > NEW.id) THEN
    NEW.id := nextval(pg_get_serial_sequence('credit_transactions', 'id'));
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER credit_transactions_move_balance BEFORE INSERT ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION move_credit_balance();

CREATE FUNCTION refuse_balance_outside_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Depth 1 is this trigger itself; the ledger's trigger stands above it.
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the credit balance moves only with a credit transaction' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'accounts_balance_by_ledger';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER accounts_balance_by_ledger BEFORE UPDATE ON accounts
  FOR EACH ROW WHEN (OLD.credit_balance IS DISTINCT FROM NEW.credit_balance) EXECUTE FUNCTION refuse_balance_outside_ledger();
CREATE TRIGGER accounts_balance_starts_at_zero BEFORE INSERT ON accounts
  FOR EACH ROW WHEN (NEW.credit_balance <> 0) EXECUTE FUNCTION refuse_balance_outside_ledger();

-- Looked at when the transaction commits. Without it INSERT … ON CONFLICT DO NOTHING would move the balance by the trigger
-- above and then leave out the entry.
CREATE FUNCTION balance_is_last_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  balance int;
  last_entry int;
BEGIN
  SELECT credit_balance INTO balance FROM accounts WHERE id = NEW.id;
  SELECT balance_after INTO last_entry FROM credit_transactions WHERE account_id = NEW.id ORDER BY id DESC LIMIT 1;
  IF balance IS DISTINCT FROM coalesce(last_entry, 0) THEN
    RAISE EXCEPTION 'account % has % credits, its last ledger entry says %', NEW.id, balance, last_entry
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'accounts_balance_is_last_entry';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounts_balance_is_last_entry AFTER UPDATE ON accounts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.credit_balance IS DISTINCT FROM NEW.credit_balance) EXECUTE FUNCTION balance_is_last_entry();

-- ───────────────────────── 3. Append-only: ledger, audit, proofs ─────────────────────────

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: its rows are kept as they were written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER credit_transactions_append_only BEFORE UPDATE OR DELETE ON credit_transactions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_transactions_no_truncate BEFORE TRUNCATE ON credit_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_proofs_append_only BEFORE UPDATE OR DELETE ON payment_proofs FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_proofs_no_truncate BEFORE TRUNCATE ON payment_proofs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payments_no_truncate BEFORE TRUNCATE ON payments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_no_truncate BEFORE TRUNCATE ON invoices FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_lines_no_truncate BEFORE TRUNCATE ON invoice_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- ───────────────────────── States move only as the domain says ─────────────────────────

CREATE FUNCTION allow_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (OLD.status::text || '>' || NEW.status::text) = ANY (TG_ARGV) THEN
    RAISE EXCEPTION '% may not move from % to %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION allow_first_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.status::text = ANY (TG_ARGV) THEN
    RAISE EXCEPTION '% may not start as %', TG_TABLE_NAME, NEW.status USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER accounts_moves BEFORE UPDATE ON accounts FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves(
    'pending>trial', 'pending>pending_payment', 'pending>rejected', 'rejected>pending',
    'trial>active', 'trial>suspended', 'pending_payment>active', 'pending_payment>suspended', 'active>suspended',
    'suspended>trial', 'suspended>pending_payment', 'suspended>active',
    'pending>cancelled', 'trial>cancelled', 'pending_payment>cancelled', 'active>cancelled', 'suspended>cancelled', 'rejected>cancelled');
CREATE TRIGGER accounts_first_status BEFORE INSERT ON accounts FOR EACH ROW
  EXECUTE FUNCTION allow_first_status('pending', 'trial', 'pending_payment');

CREATE TRIGGER subscriptions_moves BEFORE UPDATE ON subscriptions FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves(
    'trialing>active', 'pending_payment>active', 'past_due>active', 'canceled>active', 'active>past_due',
    'trialing>canceled', 'pending_payment>canceled', 'active>canceled', 'past_due>canceled');
CREATE TRIGGER subscriptions_first_status BEFORE INSERT ON subscriptions FOR EACH ROW
  EXECUTE FUNCTION allow_first_status('trialing', 'pending_payment');

CREATE TRIGGER invoices_moves BEFORE UPDATE ON invoices FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves('draft>pending', 'pending>paid', 'pending>void', 'pending>uncollectible', 'paid>pending');
CREATE TRIGGER invoices_first_status BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION allow_first_status('draft');

CREATE TRIGGER payments_moves BEFORE UPDATE ON payments FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves('pending_approval>succeeded', 'pending_approval>failed', 'succeeded>reversed');
CREATE TRIGGER payments_first_status BEFORE INSERT ON payments FOR EACH ROW EXECUTE FUNCTION allow_first_status('pending_approval');

ALTER TABLE accounts
  ADD CONSTRAINT accounts_suspension_check CHECK (
    (status = 'suspended') = (suspended_from IS NOT NULL)
    AND (status = 'suspended') = (suspension_cause IS NOT NULL)
    AND (suspended_from IS NULL OR suspended_from IN ('trial', 'pending_payment', 'active'))),
  ADD CONSTRAINT accounts_rejection_check CHECK (status <> 'rejected' OR rejection_reason <> ''),
  ADD CONSTRAINT accounts_billing_country_check CHECK (billing_country = '' OR billing_country ~ '^[A-Z]{2}$'),
  ADD CONSTRAINT accounts_trial_check CHECK (trial_expires_at IS NULL OR trial_expires_at > trial_started_at);

ALTER TABLE subscriptions
  ADD CONSTRAINT subscriptions_period_check CHECK (current_period_end IS NULL OR current_period_end > current_period_start),
  ADD CONSTRAINT subscriptions_anchor_check CHECK (anchor_day BETWEEN 1 AND 31),
  ADD CONSTRAINT subscriptions_active_check CHECK (status <> 'active' OR (current_period_start IS NOT NULL AND current_period_end IS NOT NULL));

-- ───────────────────────── 5, 6. One payment pays one invoice, in one commit ─────────────────────────

CREATE UNIQUE INDEX payments_one_succeeded_per_invoice ON payments (invoice_id) WHERE status = 'succeeded';
CREATE UNIQUE INDEX payments_one_pending_per_invoice ON payments (invoice_id) WHERE status = 'pending_approval';

ALTER TABLE payments
  ADD CONSTRAINT payments_decision_check CHECK (
    CASE status
      WHEN 'pending_approval' THEN reviewed_at IS NULL AND processed_at IS NULL AND failed_at IS NULL AND rejection_reason = ''
      WHEN 'failed' THEN failed_at IS NOT NULL AND rejection_reason <> ''
      ELSE processed_at IS NOT NULL AND failed_at IS NULL AND rejection_reason = ''
    END),
  ADD CONSTRAINT payments_reviewer_check CHECK ((reviewed_by_id IS NULL) = (reviewed_at IS NULL));

CREATE FUNCTION payment_needs_pending_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM invoices WHERE id = NEW.invoice_id AND status = 'pending') THEN
    RAISE EXCEPTION 'invoice % is not pending', NEW.invoice_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payments_invoice_pending';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_invoice_pending BEFORE INSERT ON payments FOR EACH ROW EXECUTE FUNCTION payment_needs_pending_invoice();

-- A confirmation never waits on an invoice that is no longer asked for.
CREATE FUNCTION no_confirmation_may_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM payments WHERE invoice_id = NEW.id AND status = 'pending_approval') THEN
    RAISE EXCEPTION 'a confirmation of invoice % waits for review', NEW.id USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoices_no_confirmation_waits BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (OLD.status = 'pending' AND NEW.status IN ('void', 'uncollectible')) EXECUTE FUNCTION no_confirmation_may_wait();

CREATE TRIGGER payments_facts_frozen BEFORE UPDATE ON payments FOR EACH ROW
  WHEN ((OLD.account_id, OLD.invoice_id, OLD.amount, OLD.currency, OLD.payment_method, OLD.manual_reference, OLD.manual_notes, OLD.payer_name, OLD.proof_url, OLD.submitted_by_id, OLD.entered_by_id, OLD.created_at)
    IS DISTINCT FROM (NEW.account_id, NEW.invoice_id, NEW.amount, NEW.currency, NEW.payment_method, NEW.manual_reference, NEW.manual_notes, NEW.payer_name, NEW.proof_url, NEW.submitted_by_id, NEW.entered_by_id, NEW.created_at))
  EXECUTE FUNCTION refuse_change();

-- A decision is final: once decided only the move succeeded → reversed is left, and it leaves the decision as it was.
CREATE TRIGGER payments_decision_frozen BEFORE UPDATE ON payments FOR EACH ROW
  WHEN (OLD.status <> 'pending_approval'
    AND (OLD.reviewed_by_id, OLD.reviewed_at, OLD.processed_at, OLD.failed_at, OLD.rejection_reason)
    IS DISTINCT FROM (NEW.reviewed_by_id, NEW.reviewed_at, NEW.processed_at, NEW.failed_at, NEW.rejection_reason))
  EXECUTE FUNCTION refuse_change();

-- Looked at when the transaction commits: an invoice is paid exactly when a payment of it has succeeded.
CREATE FUNCTION paid_means_succeeded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_invoice int;
  is_paid boolean;
  has_payment boolean;
BEGIN
  IF TG_TABLE_NAME = 'payments' THEN the_invoice := NEW.invoice_id; ELSE the_invoice := NEW.id; END IF;
  SELECT status = 'paid' INTO is_paid FROM invoices WHERE id = the_invoice;
  has_payment := EXISTS (SELECT 1 FROM payments WHERE invoice_id = the_invoice AND status = 'succeeded');
  IF is_paid IS DISTINCT FROM has_payment THEN
    RAISE EXCEPTION 'invoice % is paid: %, has a succeeded payment: %', the_invoice, is_paid, has_payment
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'paid_means_succeeded';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_paid_means_succeeded AFTER UPDATE ON payments DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status <> 'failed') EXECUTE FUNCTION paid_means_succeeded();
CREATE CONSTRAINT TRIGGER invoices_paid_means_succeeded AFTER UPDATE ON invoices DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND (OLD.status = 'paid' OR NEW.status = 'paid')) EXECUTE FUNCTION paid_means_succeeded();

-- ───────────────────────── 7, 8. Invoice numbers without gaps, snapshots that stay ─────────────────────────

ALTER TABLE invoices
  ADD CONSTRAINT invoices_number_check CHECK (
    (status = 'draft') = (number IS NULL)
    AND (number IS NULL) = (number_month IS NULL) AND (number IS NULL) = (number_sequence IS NULL)
    AND (number IS NULL OR (
      number_month ~ '^[0-9]{6}$' AND number_sequence > 0
      AND number = 'INV-' || account_id || '-' || number_month || '-' || lpad(number_sequence::text, greatest(4, length(number_sequence::text)), '0')))),
  ADD CONSTRAINT invoices_dates_check CHECK (
    (status = 'draft' OR (issued_at IS NOT NULL AND due_at IS NOT NULL))
    AND (status = 'paid') = (paid_at IS NOT NULL)
    AND (status = 'void') = (voided_at IS NOT NULL)
    AND (status <> 'void' OR void_reason <> '')),
  ADD CONSTRAINT invoices_period_check CHECK ((period_start IS NULL) = (period_end IS NULL) AND (period_end IS NULL OR period_end > period_start));

CREATE FUNCTION issue_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_sequence int;
  line_total numeric;
BEGIN
  SELECT coalesce(max(number_sequence), 0) INTO last_sequence FROM invoices
  WHERE account_id = NEW.account_id AND number_month = NEW.number_month AND id <> NEW.id;
  IF NEW.number_sequence IS DISTINCT FROM last_sequence + 1 THEN
    RAISE EXCEPTION 'invoice number % would leave a gap after %', NEW.number, last_sequence USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_number_gapless';
  END IF;
  IF NEW.number_month IS DISTINCT FROM to_char(NEW.issued_at AT TIME ZONE 'UTC', 'YYYYMM') THEN
    RAISE EXCEPTION 'invoice number % is of another month than %', NEW.number, NEW.issued_at USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_number_month';
  END IF;
  SELECT sum(amount) INTO line_total FROM invoice_lines WHERE invoice_id = NEW.id;
  IF line_total IS DISTINCT FROM NEW.subtotal THEN
    RAISE EXCEPTION 'the lines of invoice % add up to %, not %', NEW.id, line_total, NEW.subtotal USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_lines_total';
  END IF;
  IF NEW.metadata -> 'billing_snapshot' IS NULL OR NEW.seller_snapshot = '{}' THEN
    RAISE EXCEPTION 'invoice % needs its snapshot of buyer and seller', NEW.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_snapshot';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoices_issue BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (OLD.status = 'draft' AND NEW.status = 'pending') EXECUTE FUNCTION issue_invoice();

CREATE TRIGGER invoices_frozen BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (OLD.status <> 'draft'
    AND (OLD.account_id, OLD.subscription_id, OLD.number, OLD.number_month, OLD.number_sequence, OLD.currency, OLD.subtotal, OLD.discount_total, OLD.tax_total, OLD.total, OLD.issued_at, OLD.metadata -> 'billing_snapshot', OLD.seller_snapshot)
    IS DISTINCT FROM (NEW.account_id, NEW.subscription_id, NEW.number, NEW.number_month, NEW.number_sequence, NEW.currency, NEW.subtotal, NEW.discount_total, NEW.tax_total, NEW.total, NEW.issued_at, NEW.metadata -> 'billing_snapshot', NEW.seller_snapshot))
  EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoices_period_written_once BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (OLD.period_start IS NOT NULL AND (OLD.period_start, OLD.period_end) IS DISTINCT FROM (NEW.period_start, NEW.period_end))
  EXECUTE FUNCTION refuse_change();

CREATE FUNCTION lines_change_only_in_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_invoice int := CASE TG_OP WHEN 'DELETE' THEN OLD.invoice_id ELSE NEW.invoice_id END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM invoices WHERE id = the_invoice AND status = 'draft')
    OR (TG_OP = 'UPDATE' AND OLD.invoice_id <> NEW.invoice_id) THEN
    RAISE EXCEPTION 'the lines of invoice % are frozen', the_invoice USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoice_lines_frozen';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoice_lines_frozen BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
  FOR EACH ROW EXECUTE FUNCTION lines_change_only_in_draft();

-- ───────────────────────── People and settings ─────────────────────────

ALTER TABLE users ADD CONSTRAINT users_email_check CHECK (email = lower(email) AND email LIKE '_%@_%');
ALTER TABLE staff_users ADD CONSTRAINT staff_users_email_check CHECK (email = lower(email) AND email LIKE '_%@_%');
CREATE UNIQUE INDEX users_username_key ON users (lower(username)) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX account_payment_methods_one_default ON account_payment_methods (account_id) WHERE is_default;

ALTER TABLE sellers
  ADD CONSTRAINT sellers_only_one CHECK (id = 1),
  ADD CONSTRAINT sellers_terms_check CHECK (payment_terms_days BETWEEN 0 AND 365),
  ADD CONSTRAINT sellers_codes_check CHECK (country ~ '^[A-Z]{2}$' AND default_currency ~ '^[A-Z]{3}$');
ALTER TABLE payment_method_configs
  ADD CONSTRAINT payment_method_configs_country_check CHECK (country_code = '*' OR country_code ~ '^[A-Z]{2}$');

ALTER TABLE one_time_tokens
  ADD CONSTRAINT one_time_tokens_owner_check CHECK ((user_id IS NULL) <> (staff_user_id IS NULL));

-- A token stands in the outbox only until its mail is delivered.
ALTER TABLE mails ADD CONSTRAINT mails_secret_wiped CHECK (status <> 'sent' OR (secret IS NULL AND sent_at IS NOT NULL AND sent_subject IS NOT NULL));

-- A person stays in the account they belong to.
CREATE TRIGGER users_account_fixed BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.account_id <> NEW.account_id) EXECUTE FUNCTION refuse_change();

-- The last superadmin stays. The advisory lock makes two demotions at once queue, and the second one sees the first.
CREATE FUNCTION keep_one_superadmin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('countersign.superadmins'));
  IF NOT EXISTS (SELECT 1 FROM staff_users WHERE role = 'superadmin' AND is_active) THEN
    RAISE EXCEPTION 'the last superadmin stays' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'staff_users_last_superadmin';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER staff_users_last_superadmin_moved AFTER UPDATE ON staff_users FOR EACH ROW
  WHEN (OLD.role = 'superadmin' AND OLD.is_active AND NOT (NEW.role = 'superadmin' AND NEW.is_active)) EXECUTE FUNCTION keep_one_superadmin();
CREATE TRIGGER staff_users_last_superadmin_deleted AFTER DELETE ON staff_users FOR EACH ROW
  WHEN (OLD.role = 'superadmin' AND OLD.is_active) EXECUTE FUNCTION keep_one_superadmin();
CREATE TRIGGER staff_users_no_truncate BEFORE TRUNCATE ON staff_users FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
