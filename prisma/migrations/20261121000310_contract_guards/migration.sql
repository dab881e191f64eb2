-- What must always be true of people, contracts, signatures, billing periods and documents, whoever asks.

-- ───────────────────────── People of an account ─────────────────────────

-- Until now every login was its account's own; owners hold all three permissions, those who paid bills go on paying them.
UPDATE users SET can_approve_developers = role = 'owner', can_sign_contracts = role = 'owner', can_manage_billing = role <> 'viewer';

ALTER TABLE users
  ADD CONSTRAINT users_flags_check CHECK (
    (role <> 'owner' OR (can_approve_developers AND can_sign_contracts AND can_manage_billing))
    AND (role <> 'viewer' OR NOT (can_approve_developers OR can_sign_contracts OR can_manage_billing))),
  ADD CONSTRAINT users_removed_check CHECK (removed_at IS NULL OR NOT is_active);

CREATE TRIGGER users_removed_for_good BEFORE UPDATE ON users FOR EACH ROW
  WHEN (OLD.removed_at IS NOT NULL AND NEW.removed_at IS DISTINCT FROM OLD.removed_at) EXECUTE FUNCTION refuse_change();

-- The plan's seats. The account's lock makes two who join at once queue, and the second one counts the first.
CREATE FUNCTION users_take_a_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  seats int;
BEGIN
  PERFORM 1 FROM accounts WHERE id = NEW.account_id FOR NO KEY UPDATE;
  SELECT p.max_users INTO seats FROM accounts a LEFT JOIN subscriptions s ON s.account_id = a.id
  JOIN plans p ON p.id = coalesce(s.plan_id, a.signup_plan_id) WHERE a.id = NEW.account_id;
  IF (SELECT count(*) FROM users WHERE account_id = NEW.account_id AND removed_at IS NULL) >= seats THEN
    RAISE EXCEPTION 'account % has no seat left of %', NEW.account_id, seats USING ERRCODE = 'restrict_violation', CONSTRAINT = 'users_within_seats';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER users_within_seats BEFORE INSERT ON users FOR EACH ROW WHEN (NEW.removed_at IS NULL) EXECUTE FUNCTION users_take_a_seat();

-- Looked at when the transaction commits, so that ownership can change hands within one.
CREATE FUNCTION keep_one_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE id = OLD.account_id FOR NO KEY UPDATE;
  IF FOUND AND NOT EXISTS (SELECT 1 FROM users WHERE account_id = OLD.account_id AND role = 'owner' AND removed_at IS NULL) THEN
    RAISE EXCEPTION 'the last owner of account % stays', OLD.account_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'users_last_owner';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER users_last_owner_moved AFTER UPDATE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.role = 'owner' AND OLD.removed_at IS NULL AND NOT (NEW.role = 'owner' AND NEW.removed_at IS NULL)) EXECUTE FUNCTION keep_one_owner();
CREATE CONSTRAINT TRIGGER users_last_owner_deleted AFTER DELETE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.role = 'owner' AND OLD.removed_at IS NULL) EXECUTE FUNCTION keep_one_owner();

ALTER TABLE invitations
  ADD CONSTRAINT invitations_email_check CHECK (email = lower(email) AND email LIKE '_%@_%'),
  ADD CONSTRAINT invitations_role_check CHECK (role <> 'owner' AND (role <> 'viewer' OR NOT (can_approve_developers OR can_sign_contracts OR can_manage_billing))),
  ADD CONSTRAINT invitations_end_check CHECK ((accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL OR revoked_at IS NULL)),
  ADD CONSTRAINT invitations_expiry_check CHECK (expires_at > invited_at);
CREATE UNIQUE INDEX invitations_one_open ON invitations (account_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE TRIGGER invitations_ended_for_good BEFORE UPDATE ON invitations FOR EACH ROW
  WHEN (OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

ALTER TABLE company_profiles
  ADD CONSTRAINT company_profiles_discount_check CHECK (labs_discount_percent BETWEEN 0 AND 100);

ALTER TABLE staff_api_tokens
  ADD CONSTRAINT staff_api_tokens_expiry_check CHECK (expires_at > created_at);
CREATE TRIGGER staff_api_tokens_frozen BEFORE UPDATE ON staff_api_tokens FOR EACH ROW
  WHEN ((OLD.name, OLD.role, OLD.token_hash, OLD.created_by_id, OLD.expires_at, OLD.created_at)
    IS DISTINCT FROM (NEW.name, NEW.role, NEW.token_hash, NEW.created_by_id, NEW.expires_at, NEW.created_at)
    OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at))
  EXECUTE FUNCTION refuse_change();

-- ───────────────────────── Contracts and their versions move only as the domain says ─────────────────────────

CREATE TRIGGER contracts_moves BEFORE UPDATE ON contracts FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves('draft>sent', 'sent>signed', 'sent>draft', 'signed>active', 'active>completed', 'active>terminated',
    'draft>terminated', 'sent>terminated', 'signed>terminated');
CREATE TRIGGER contracts_first_status BEFORE INSERT ON contracts FOR EACH ROW EXECUTE FUNCTION allow_first_status('draft');

CREATE TRIGGER contract_versions_moves BEFORE UPDATE ON contract_versions FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves('draft>sent', 'sent>signed', 'sent>declined', 'sent>superseded');
CREATE TRIGGER contract_versions_first_status BEFORE INSERT ON contract_versions FOR EACH ROW EXECUTE FUNCTION allow_first_status('draft');

CREATE TRIGGER contract_line_items_moves BEFORE UPDATE ON contract_line_items FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves('pending>active', 'pending>paused', 'pending>completed', 'active>paused', 'active>completed',
    'paused>active', 'paused>pending', 'paused>completed');

CREATE TRIGGER billing_periods_moves BEFORE UPDATE ON billing_periods FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION allow_moves('pending>invoiced', 'invoiced>paid', 'pending>cancelled', 'invoiced>pending', 'paid>invoiced');
CREATE TRIGGER billing_periods_first_status BEFORE INSERT ON billing_periods FOR EACH ROW EXECUTE FUNCTION allow_first_status('pending');

ALTER TABLE contract_templates ADD CONSTRAINT contract_templates_body_check CHECK (body <> '');

ALTER TABLE contracts
  ADD CONSTRAINT contracts_number_check CHECK (
    number_sequence > 0 AND number = 'CTR-' || account_id || '-' || lpad(number_sequence::text, greatest(4, length(number_sequence::text)), '0')),
  ADD CONSTRAINT contracts_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT contracts_billing_check CHECK (
    (NOT billing_enabled OR (status = 'active' AND billing_start_date IS NOT NULL))
    AND (billing_enabled_at IS NULL) = (billing_enabled_by_id IS NULL)
    AND (billing_enabled_at IS NULL) = (billing_start_date IS NULL) AND (billing_enabled_at IS NULL) = (billing_end_date IS NULL)
    AND (billing_enabled_at IS NULL) = (billing_frequency IS NULL) AND (billing_enabled_at IS NULL) = (billing_interval_months IS NULL)
    AND (status IN ('active', 'completed', 'terminated') OR billing_enabled_at IS NULL)
    AND (status NOT IN ('active', 'completed') OR billing_enabled_at IS NOT NULL)
    AND billing_start_date <= billing_end_date
    AND (billing_frequency IS DISTINCT FROM 'monthly' OR billing_interval_months = 1)
    AND (billing_frequency IS DISTINCT FROM 'quarterly' OR billing_interval_months = 3)
    AND billing_interval_months BETWEEN 1 AND 24),
  ADD CONSTRAINT contracts_end_check CHECK (
    (status = 'terminated') = (terminated_at IS NOT NULL) AND (status <> 'terminated' OR termination_reason <> '')
    AND (status = 'completed') = (completed_at IS NOT NULL));

CREATE TRIGGER contracts_facts_frozen BEFORE UPDATE ON contracts FOR EACH ROW
  WHEN ((OLD.account_id, OLD.number, OLD.number_sequence, OLD.currency, OLD.contract_type, OLD.created_by_id, OLD.created_at)
    IS DISTINCT FROM (NEW.account_id, NEW.number, NEW.number_sequence, NEW.currency, NEW.contract_type, NEW.created_by_id, NEW.created_at))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contracts_no_delete BEFORE DELETE ON contracts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contracts_no_truncate BEFORE TRUNCATE ON contracts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION contract_needs_signed_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM contract_versions WHERE contract_id = NEW.id AND status = 'signed') THEN
    RAISE EXCEPTION 'no version of contract % is signed', NEW.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contracts_signed_version';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_signed_version BEFORE UPDATE ON contracts FOR EACH ROW
  WHEN (OLD.status = 'sent' AND NEW.status = 'signed') EXECUTE FUNCTION contract_needs_signed_version();

ALTER TABLE contract_versions
  ADD CONSTRAINT contract_versions_terms_check CHECK (
    start_date <= end_date AND interval_months BETWEEN 1 AND 24 AND discount_percent BETWEEN 0 AND 100
    AND (frequency <> 'monthly' OR interval_months = 1) AND (frequency <> 'quarterly' OR interval_months = 3)
    AND number > 0 AND (number > 1 OR effective_from IS NULL)),
  ADD CONSTRAINT contract_versions_sent_check CHECK (
    (status = 'draft') = (canonical_text IS NULL) AND (status = 'draft') = (document_sha256 IS NULL)
    AND (status = 'draft') = (sent_at IS NULL) AND (status = 'draft') = (sent_by_id IS NULL)
    AND (document_sha256 IS NULL OR document_sha256 = encode(sha256(convert_to(canonical_text, 'UTF8')), 'hex'))),
  ADD CONSTRAINT contract_versions_end_check CHECK (
    (status = 'signed') = (signed_at IS NOT NULL)
    AND (status = 'declined') = (declined_at IS NOT NULL) AND (status <> 'declined' OR (decline_reason <> '' AND declined_by_name <> ''))
    AND (status = 'superseded') = (superseded_at IS NOT NULL));
CREATE UNIQUE INDEX contract_versions_one_open ON contract_versions (contract_id) WHERE status IN ('draft', 'sent');

CREATE TRIGGER contract_versions_frozen BEFORE UPDATE ON contract_versions FOR EACH ROW
  WHEN (OLD.status <> 'draft'
    AND (OLD.account_id, OLD.contract_id, OLD.number, OLD.template_id, OLD.body, OLD.field_values, OLD.start_date, OLD.end_date, OLD.effective_from,
         OLD.frequency, OLD.interval_months, OLD.discount_percent, OLD.canonical_text, OLD.document_sha256, OLD.sent_at, OLD.sent_by_id)
    IS DISTINCT FROM (NEW.account_id, NEW.contract_id, NEW.number, NEW.template_id, NEW.body, NEW.field_values, NEW.start_date, NEW.end_date, NEW.effective_from,
         NEW.frequency, NEW.interval_months, NEW.discount_percent, NEW.canonical_text, NEW.document_sha256, NEW.sent_at, NEW.sent_by_id))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_versions_ended_for_good BEFORE UPDATE ON contract_versions FOR EACH ROW
  WHEN (OLD.status IN ('signed', 'declined', 'superseded')
    AND (OLD.signed_at, OLD.declined_at, OLD.declined_by_name, OLD.decline_reason, OLD.superseded_at)
    IS DISTINCT FROM (NEW.signed_at, NEW.declined_at, NEW.declined_by_name, NEW.decline_reason, NEW.superseded_at))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_versions_no_delete BEFORE DELETE ON contract_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_versions_no_truncate BEFORE TRUNCATE ON contract_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An engagement lasts at most twelve months.
CREATE FUNCTION keep_engagement_within_a_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.end_date >= (NEW.start_date + interval '12 months')::date
    AND EXISTS (SELECT 1 FROM contracts WHERE id = NEW.contract_id AND contract_type = 'engagement') THEN
    RAISE EXCEPTION 'an engagement lasts at most 12 months' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contract_versions_engagement';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_versions_engagement BEFORE INSERT OR UPDATE OF start_date, end_date ON contract_versions
  FOR EACH ROW EXECUTE FUNCTION keep_engagement_within_a_year();

-- ───────────────────────── What was sent stays as it was sent ─────────────────────────

CREATE FUNCTION change_only_in_draft_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_version int := CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM contract_versions WHERE id = the_version AND status = 'draft')
    OR (TG_OP = 'UPDATE' AND OLD.version_id <> NEW.version_id) THEN
    RAISE EXCEPTION 'contract version % was sent', the_version USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_line_items_only_in_draft BEFORE INSERT OR DELETE ON contract_line_items
  FOR EACH ROW EXECUTE FUNCTION change_only_in_draft_version();
-- Status, pauses and completion are how the work goes; everything else is what was signed.
CREATE TRIGGER contract_line_items_frozen BEFORE UPDATE ON contract_line_items FOR EACH ROW
  WHEN ((OLD.account_id, OLD.contract_id, OLD.version_id, OLD.currency, OLD.position, OLD.item_type, OLD.description, OLD.amount,
         OLD.billing_period_months, OLD.start_date, OLD.end_date, OLD.is_recurring, OLD.continues_id)
    IS DISTINCT FROM (NEW.account_id, NEW.contract_id, NEW.version_id, NEW.currency, NEW.position, NEW.item_type, NEW.description, NEW.amount,
         NEW.billing_period_months, NEW.start_date, NEW.end_date, NEW.is_recurring, NEW.continues_id))
  EXECUTE FUNCTION change_only_in_draft_version();
CREATE TRIGGER contract_line_items_no_truncate BEFORE TRUNCATE ON contract_line_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_signers_only_in_draft BEFORE INSERT OR UPDATE OR DELETE ON contract_signers
  FOR EACH ROW EXECUTE FUNCTION change_only_in_draft_version();
CREATE TRIGGER contract_signers_no_truncate BEFORE TRUNCATE ON contract_signers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE contract_line_items
  ADD CONSTRAINT contract_line_items_amount_check CHECK (amount > 0 AND fits_currency(amount, currency)),
  ADD CONSTRAINT contract_line_items_span_check CHECK (
    billing_period_months BETWEEN 1 AND 12 AND (is_recurring OR end_date IS NULL) AND (end_date IS NULL OR end_date >= start_date)),
  ADD CONSTRAINT contract_line_items_completed_check CHECK (status <> 'completed' OR completed_from IS NOT NULL);

ALTER TABLE contract_signers
  ADD CONSTRAINT contract_signers_person_check CHECK (
    CASE party WHEN 'account' THEN user_id IS NOT NULL AND staff_user_id IS NULL ELSE user_id IS NULL AND staff_user_id IS NOT NULL END),
  ADD CONSTRAINT contract_signers_name_check CHECK (name <> '' AND position > 0);
CREATE UNIQUE INDEX contract_signers_user_once ON contract_signers (version_id, user_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX contract_signers_staff_once ON contract_signers (version_id, staff_user_id) WHERE staff_user_id IS NOT NULL;

-- ───────────────────────── Signatures ─────────────────────────

CREATE TRIGGER contract_signatures_append_only BEFORE UPDATE OR DELETE ON contract_signatures FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_signatures_no_truncate BEFORE TRUNCATE ON contract_signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE contract_signatures ADD CONSTRAINT contract_signatures_facts_check CHECK (typed_name <> '' AND consent_text <> '');

-- Only what was sent can be signed, only as it was sent, and only in turn. The lock makes two signers at once queue.
CREATE FUNCTION sign_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sent contract_versions%ROWTYPE;
BEGIN
  SELECT * INTO sent FROM contract_versions WHERE id = NEW.version_id FOR NO KEY UPDATE;
  IF sent.status <> 'sent' OR sent.document_sha256 <> NEW.document_sha256 THEN
    RAISE EXCEPTION 'contract version % is not open for this signature', NEW.version_id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contract_signatures_of_sent_version';
  END IF;
  IF EXISTS (SELECT 1 FROM contract_signers earlier JOIN contract_signers me ON me.id = NEW.signer_id
             WHERE earlier.version_id = NEW.version_id AND earlier.position < me.position
               AND NOT EXISTS (SELECT 1 FROM contract_signatures WHERE signer_id = earlier.id)) THEN
    RAISE EXCEPTION 'somebody before signer % has not signed', NEW.signer_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contract_signatures_in_turn';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_signatures_in_turn BEFORE INSERT ON contract_signatures FOR EACH ROW EXECUTE FUNCTION sign_in_turn();

CREATE FUNCTION version_needs_all_signatures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM contract_signers WHERE version_id = NEW.id AND party = 'account')
    OR EXISTS (SELECT 1 FROM contract_signers s WHERE s.version_id = NEW.id
               AND NOT EXISTS (SELECT 1 FROM contract_signatures WHERE signer_id = s.id)) THEN
    RAISE EXCEPTION 'a signature of contract version % is missing', NEW.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contract_versions_all_signed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_versions_all_signed BEFORE UPDATE ON contract_versions FOR EACH ROW
  WHEN (OLD.status = 'sent' AND NEW.status = 'signed') EXECUTE FUNCTION version_needs_all_signatures();

-- ───────────────────────── Billing periods ─────────────────────────

CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE billing_periods
  ADD CONSTRAINT billing_periods_span_check CHECK (period_start <= period_end),
  ADD CONSTRAINT billing_periods_amount_check CHECK (total_amount > 0 AND fits_currency(total_amount, currency)),
  ADD CONSTRAINT billing_periods_state_check CHECK (
    (status IN ('invoiced', 'paid')) = (invoice_date IS NOT NULL)
    AND (status = 'paid') = (payment_date IS NOT NULL)
    AND (status = 'cancelled') = (cancelled_at IS NOT NULL) AND (status <> 'cancelled' OR cancel_reason <> '')
    AND (released_at IS NULL) = (released_by_id IS NULL)),
  ADD CONSTRAINT billing_periods_no_overlap EXCLUDE USING gist (contract_id WITH =, daterange(period_start, period_end, '[]') WITH &&)
    WHERE (status <> 'cancelled');
CREATE UNIQUE INDEX billing_periods_start_once ON billing_periods (contract_id, period_start) WHERE status <> 'cancelled';

CREATE TRIGGER billing_periods_frozen BEFORE UPDATE ON billing_periods FOR EACH ROW
  WHEN ((OLD.account_id, OLD.contract_id, OLD.currency, OLD.period_start, OLD.period_end, OLD.created_at)
      IS DISTINCT FROM (NEW.account_id, NEW.contract_id, NEW.currency, NEW.period_start, NEW.period_end, NEW.created_at)
    OR (OLD.status <> 'pending' AND OLD.total_amount <> NEW.total_amount))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER billing_periods_no_delete BEFORE DELETE ON billing_periods FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER billing_periods_no_truncate BEFORE TRUNCATE ON billing_periods FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE UNIQUE INDEX invoices_one_per_period ON invoices (billing_period_id) WHERE billing_period_id IS NOT NULL AND status <> 'void';
ALTER TABLE invoices ADD CONSTRAINT invoices_cause_check CHECK (subscription_id IS NULL OR billing_period_id IS NULL);
CREATE TRIGGER invoices_cause_frozen BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (OLD.status <> 'draft' AND (OLD.billing_period_id, OLD.discount_description) IS DISTINCT FROM (NEW.billing_period_id, NEW.discount_description))
  EXECUTE FUNCTION refuse_change();

-- Looked at when the transaction commits: a period is where its invoice is, and asks for the same amount.
CREATE FUNCTION period_follows_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_period int;
  period billing_periods%ROWTYPE;
  asked invoices%ROWTYPE;
  expected text;
BEGIN
  IF TG_TABLE_NAME = 'invoices' THEN the_period := NEW.billing_period_id; ELSE the_period := NEW.id; END IF;
  IF the_period IS NULL THEN RETURN NULL; END IF;
  SELECT * INTO period FROM billing_periods WHERE id = the_period;
  SELECT * INTO asked FROM invoices WHERE billing_period_id = the_period AND status IN ('pending', 'paid', 'uncollectible');
  expected := CASE WHEN asked.status = 'paid' THEN 'paid' WHEN asked.id IS NOT NULL THEN 'invoiced' END;
  IF coalesce(period.status::text <> expected, period.status IN ('invoiced', 'paid')) OR (asked.id IS NOT NULL AND asked.total <> period.total_amount) THEN
    RAISE EXCEPTION 'billing period % is % with %, its invoice % with %', the_period, period.status, period.total_amount, asked.status, asked.total
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_follows_invoice';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER invoices_period_follows AFTER UPDATE ON invoices DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.billing_period_id IS NOT NULL AND OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION period_follows_invoice();
CREATE CONSTRAINT TRIGGER billing_periods_follow_invoice AFTER UPDATE ON billing_periods DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION period_follows_invoice();

-- ───────────────────────── Documents are made once ─────────────────────────

ALTER TABLE documents
  ADD CONSTRAINT documents_of_check CHECK (
    CASE kind WHEN 'invoice' THEN invoice_id IS NOT NULL AND contract_version_id IS NULL ELSE invoice_id IS NULL AND contract_version_id IS NOT NULL END),
  ADD CONSTRAINT documents_ready_check CHECK (
    (status = 'ready') = (storage_key IS NOT NULL) AND (status = 'ready') = (sha256 IS NOT NULL)
    AND (status = 'ready') = (byte_size IS NOT NULL) AND (status = 'ready') = (made_at IS NOT NULL)
    AND (sha256 IS NULL OR sha256 ~ '^[0-9a-f]{64}$'));
CREATE TRIGGER documents_frozen BEFORE UPDATE ON documents FOR EACH ROW
  WHEN (OLD.status = 'ready'
    OR (OLD.account_id, OLD.kind, OLD.invoice_id, OLD.contract_version_id, OLD.data, OLD.created_at)
      IS DISTINCT FROM (NEW.account_id, NEW.kind, NEW.invoice_id, NEW.contract_version_id, NEW.data, NEW.created_at))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER documents_no_truncate BEFORE TRUNCATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
