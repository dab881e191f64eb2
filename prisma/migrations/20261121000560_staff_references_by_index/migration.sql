-- What a colleague entered, sent or enabled is found without reading the table; most rows have nobody there and cost nothing.
CREATE INDEX payments_entered_by_id_idx ON payments (entered_by_id) WHERE entered_by_id IS NOT NULL;
CREATE INDEX contract_versions_sent_by_id_idx ON contract_versions (sent_by_id) WHERE sent_by_id IS NOT NULL;
CREATE INDEX contracts_billing_enabled_by_id_idx ON contracts (billing_enabled_by_id) WHERE billing_enabled_by_id IS NOT NULL;
