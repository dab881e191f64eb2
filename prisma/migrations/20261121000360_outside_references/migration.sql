-- What must always be true of the names that outside systems have for our objects.

ALTER TABLE external_refs
  ADD CONSTRAINT external_refs_words_check CHECK (
    provider ~ '^[a-z][a-z0-9_]*$' AND object_type IN ('account', 'contract', 'invoice', 'billing_period', 'payment') AND btrim(external_id) <> '');

-- The object is not a foreign key, for it may stand in one of five tables; it is one of the same account all the same.
CREATE FUNCTION external_refs_of_own_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner int;
BEGIN
  CASE NEW.object_type
    WHEN 'account' THEN SELECT id INTO owner FROM accounts WHERE id = NEW.object_id;
    WHEN 'contract' THEN SELECT account_id INTO owner FROM contracts WHERE id = NEW.object_id;
    WHEN 'invoice' THEN SELECT account_id INTO owner FROM invoices WHERE id = NEW.object_id;
    WHEN 'billing_period' THEN SELECT account_id INTO owner FROM billing_periods WHERE id = NEW.object_id;
    WHEN 'payment' THEN SELECT account_id INTO owner FROM payments WHERE id = NEW.object_id;
    ELSE RETURN NEW; -- the check names the words
  END CASE;
  IF owner IS DISTINCT FROM NEW.account_id THEN
    RAISE EXCEPTION '% % is not of account %', NEW.object_type, NEW.object_id, NEW.account_id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'external_refs_own_object';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER external_refs_own_object BEFORE INSERT ON external_refs FOR EACH ROW EXECUTE FUNCTION external_refs_of_own_account();

-- A wrong id is corrected; what it is the id of is not. A payment's reference is proof and stays.
CREATE TRIGGER external_refs_frozen BEFORE UPDATE ON external_refs FOR EACH ROW
  WHEN ((OLD.account_id, OLD.provider, OLD.object_type, OLD.object_id, OLD.created_at)
    IS DISTINCT FROM (NEW.account_id, NEW.provider, NEW.object_type, NEW.object_id, NEW.created_at)
    OR (OLD.object_type = 'payment' AND OLD.external_id <> NEW.external_id))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER external_refs_payments_stay BEFORE DELETE ON external_refs FOR EACH ROW
  WHEN (OLD.object_type = 'payment') EXECUTE FUNCTION refuse_change();
