-- What hands in the database could still break of contracts, their versions, periods and invoices.

-- ───────────────────────── A contract is where its versions are ─────────────────────────

-- Looked at when the transaction commits: until one version is signed the contract follows its newest, after that never again.
CREATE FUNCTION contract_follows_versions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_contract int;
  now_is text;
  newest text;
  is_signed boolean;
  agrees boolean;
BEGIN
  IF TG_TABLE_NAME = 'contracts' THEN the_contract := NEW.id; ELSE the_contract := NEW.contract_id; END IF;
  SELECT status INTO now_is FROM contracts WHERE id = the_contract;
  SELECT status INTO newest FROM contract_versions WHERE contract_id = the_contract ORDER BY number DESC LIMIT 1;
  is_signed := EXISTS (SELECT 1 FROM contract_versions WHERE contract_id = the_contract AND status = 'signed');
  agrees := CASE now_is
    WHEN 'draft' THEN NOT is_signed AND newest IS DISTINCT FROM 'sent'
    WHEN 'sent' THEN NOT is_signed AND newest IS NOT DISTINCT FROM 'sent'
    WHEN 'terminated' THEN NOT EXISTS (SELECT 1 FROM contract_versions WHERE contract_id = the_contract AND status = 'sent')
    ELSE is_signed
  END;
  IF NOT agrees THEN
    RAISE EXCEPTION 'contract % is %, its newest version is %, one is signed: %', the_contract, now_is, newest, is_signed
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contract_follows_versions';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_follow_versions AFTER UPDATE ON contracts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION contract_follows_versions();
CREATE CONSTRAINT TRIGGER contract_versions_lead_contract AFTER UPDATE ON contract_versions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION contract_follows_versions();

-- A draft belongs to its contract as well as what was sent.
CREATE TRIGGER contract_versions_contract_fixed BEFORE UPDATE ON contract_versions FOR EACH ROW
  WHEN ((OLD.account_id, OLD.contract_id, OLD.number) IS DISTINCT FROM (NEW.account_id, NEW.contract_id, NEW.number))
  EXECUTE FUNCTION refuse_change();

CREATE FUNCTION version_needs_items_and_signers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM contract_line_items WHERE version_id = NEW.id)
    OR NOT EXISTS (SELECT 1 FROM contract_signers WHERE version_id = NEW.id AND party = 'account')
    OR (SELECT party FROM contract_signers WHERE version_id = NEW.id ORDER BY position DESC LIMIT 1) IS DISTINCT FROM 'seller' THEN
    RAISE EXCEPTION 'contract version % needs line items, somebody of the account who signs and staff who countersign last', NEW.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contract_versions_complete';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_versions_complete BEFORE UPDATE ON contract_versions FOR EACH ROW
  WHEN (OLD.status = 'draft' AND NEW.status = 'sent') EXECUTE FUNCTION version_needs_items_and_signers();

-- The lock makes a hand that writes an item and one that sends the version at the same time queue.
CREATE OR REPLACE FUNCTION change_only_in_draft_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_version int := CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
  PERFORM 1 FROM contract_versions WHERE id = the_version AND status = 'draft' FOR SHARE;
  IF NOT FOUND OR (TG_OP = 'UPDATE' AND OLD.version_id <> NEW.version_id) THEN
    RAISE EXCEPTION 'contract version % was sent', the_version USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

-- Completion is final.
CREATE TRIGGER contract_line_items_completed_for_good BEFORE UPDATE ON contract_line_items FOR EACH ROW
  WHEN (OLD.status = 'completed' AND (OLD.completed_from, OLD.pauses) IS DISTINCT FROM (NEW.completed_from, NEW.pauses))
  EXECUTE FUNCTION refuse_change();
ALTER TABLE contract_line_items ADD CONSTRAINT contract_line_items_pauses_check CHECK (jsonb_typeof(pauses) = 'array');

-- ───────────────────────── Billing begins and ends with the contract ─────────────────────────

CREATE FUNCTION period_needs_billed_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM contracts WHERE id = NEW.contract_id AND status = 'active' AND billing_enabled) THEN
    RAISE EXCEPTION 'billing of contract % is not enabled', NEW.contract_id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_periods_of_billed_contract';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER billing_periods_of_billed_contract AFTER INSERT ON billing_periods DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION period_needs_billed_contract();

-- Looked at when the transaction commits. A period that an invoice voided later brings back waits for release.
CREATE FUNCTION contract_over_is_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM billing_periods WHERE contract_id = NEW.id
             AND (status = 'pending' OR (status = 'invoiced' AND NEW.status = 'completed'))) THEN
    RAISE EXCEPTION 'contract % is % with billing periods open', NEW.id, NEW.status
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contracts_settled_when_over';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_settled_when_over AFTER UPDATE ON contracts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status = 'active' AND NEW.status IN ('completed', 'terminated')) EXECUTE FUNCTION contract_over_is_settled();

CREATE TRIGGER billing_periods_released BEFORE UPDATE ON billing_periods FOR EACH ROW
  WHEN (OLD.status = 'pending' AND NEW.status = 'invoiced' AND NEW.needs_release) EXECUTE FUNCTION refuse_change();

-- ───────────────────────── An invoice of a contract bills that contract, and each month of an item once ─────────────────────────

ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_contract_check CHECK (contract_line_item_id IS NULL OR (plan_id IS NULL AND credits = 0));

CREATE FUNCTION issue_contract_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_contract int;
BEGIN
  IF NEW.billing_period_id IS NOT NULL AND EXISTS (SELECT 1 FROM accounts WHERE id = NEW.account_id AND status = 'cancelled') THEN
    RAISE EXCEPTION 'account % is cancelled', NEW.account_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_account_not_cancelled';
  END IF;
  SELECT contract_id INTO the_contract FROM billing_periods WHERE id = NEW.billing_period_id;
  IF EXISTS (SELECT 1 FROM invoice_lines l LEFT JOIN contract_line_items t ON t.id = l.contract_line_item_id
             WHERE l.invoice_id = NEW.id AND t.contract_id IS DISTINCT FROM the_contract) THEN
    RAISE EXCEPTION 'a line of invoice % is not of contract %', NEW.id, the_contract
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_lines_of_contract';
  END IF;
  IF the_contract IS NOT NULL AND EXISTS (
    SELECT 1 FROM invoice_lines mine
    CROSS JOIN LATERAL (
      WITH RECURSIVE carried_on AS (
        SELECT mine.contract_line_item_id AS id
        UNION ALL SELECT t.continues_id FROM carried_on c JOIN contract_line_items t ON t.id = c.id WHERE t.continues_id IS NOT NULL)
      SELECT id FROM carried_on) item
    JOIN invoice_lines other ON other.contract_line_item_id = item.id AND other.id <> mine.id AND other.item_months && mine.item_months
    JOIN invoices billed ON billed.id = other.invoice_id AND billed.status <> 'void'
    WHERE mine.invoice_id = NEW.id) THEN
    RAISE EXCEPTION 'invoice % bills a month of an item that is billed already', NEW.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_item_months_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoices_issue_contract BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (OLD.status = 'draft' AND NEW.status = 'pending') EXECUTE FUNCTION issue_contract_invoice();

-- ───────────────────────── A document is of what stands ─────────────────────────

CREATE FUNCTION document_needs_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM invoices WHERE id = NEW.invoice_id AND status <> 'draft'
                 UNION ALL SELECT 1 FROM contract_versions WHERE id = NEW.contract_version_id AND status = 'signed') THEN
    RAISE EXCEPTION 'document % is of something that is not issued or signed', NEW.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'documents_of_what_stands';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER documents_of_what_stands AFTER INSERT ON documents DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION document_needs_what_stands();
