-- The same rule as before, one item of the chain at a time: each step is an index lookup, however many invoices there are.
CREATE OR REPLACE FUNCTION issue_contract_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_contract int;
  mine invoice_lines%ROWTYPE;
  the_item int;
BEGIN
  IF NEW.billing_period_id IS NOT NULL AND EXISTS (SELECT 1 FROM accounts WHERE id = NEW.account_id AND status = 'cancelled') THEN
    RAISE EXCEPTION 'account % is cancelled', NEW.account_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_account_not_cancelled';
  END IF;
  SELECT contract_id INTO the_contract FROM billing_periods WHERE id = NEW.billing_period_id;
  FOR mine IN SELECT * FROM invoice_lines WHERE invoice_id = NEW.id LOOP
    IF (SELECT contract_id FROM contract_line_items WHERE id = mine.contract_line_item_id) IS DISTINCT FROM the_contract THEN
      RAISE EXCEPTION 'a line of invoice % is not of contract %', NEW.id, the_contract
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_lines_of_contract';
    END IF;
    the_item := mine.contract_line_item_id;
    WHILE the_item IS NOT NULL LOOP
      IF EXISTS (SELECT 1 FROM invoice_lines other JOIN invoices billed ON billed.id = other.invoice_id
                 WHERE other.contract_line_item_id = the_item AND other.id <> mine.id
                   AND other.item_months && mine.item_months AND billed.status <> 'void') THEN
        RAISE EXCEPTION 'invoice % bills a month of an item that is billed already', NEW.id
          USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoices_item_months_once';
      END IF;
      SELECT continues_id INTO the_item FROM contract_line_items WHERE id = the_item;
    END LOOP;
  END LOOP;
  RETURN NEW;
END $$;
