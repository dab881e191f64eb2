-- Which months of its item an invoice line bills, so that each is billed once whatever the periods and pauses were.
ALTER TABLE invoice_lines ADD COLUMN item_months INTEGER[] NOT NULL DEFAULT '{}';
ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_item_months_check CHECK ((contract_line_item_id IS NULL) = (cardinality(item_months) = 0));
