-- The back-office sorts, filters and searches by these alone; src/admin/indexed.ts reads them from the schema.

-- Orders that lists offer.
CREATE INDEX "accounts_name_id_idx" ON "accounts"("name", "id");
CREATE INDEX "invoices_issued_at_id_idx" ON "invoices"("issued_at", "id");
CREATE INDEX "billing_periods_period_start_id_idx" ON "billing_periods"("period_start", "id");
CREATE INDEX "plans_sort_order_id_idx" ON "plans"("sort_order", "id");
CREATE INDEX "contract_templates_sort_order_id_idx" ON "contract_templates"("sort_order", "id");
CREATE INDEX "payment_method_configs_country_code_id_idx" ON "payment_method_configs"("country_code", "id");
DROP INDEX "users_email_idx";
CREATE INDEX "users_email_id_idx" ON "users"("email", "id");

-- Filters, in the order of their list.
DROP INDEX "payments_reviewed_by_id_idx";
CREATE INDEX "payments_reviewed_by_id_created_at_id_idx" ON "payments"("reviewed_by_id", "created_at", "id");
CREATE INDEX "audit_entries_actor_id_created_at_id_idx" ON "audit_entries"("actor_id", "created_at", "id");
CREATE INDEX "contract_line_items_contract_id_idx" ON "contract_line_items"("contract_id");
CREATE INDEX "contract_signatures_contract_id_idx" ON "contract_signatures"("contract_id");
CREATE INDEX "external_refs_external_id_idx" ON "external_refs"("external_id");
-- The ledger's rare entries; the many that payments write cost nothing here.
CREATE INDEX credit_transactions_rare ON credit_transactions (transaction_type, created_at, id) WHERE transaction_type <> 'subscription';

-- Search: what a word begins with, by B-tree; what stands within a text, by its trigrams, where few rows change.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DROP INDEX "payments_normalized_reference_idx";
CREATE INDEX "payments_normalized_reference_idx" ON "payments"("normalized_reference" text_pattern_ops);
CREATE INDEX payments_payer ON payments (lower(payer_name) text_pattern_ops) WHERE payer_name <> '';
CREATE INDEX payments_notes ON payments USING gin (lower(manual_notes || ' ' || admin_notes) gin_trgm_ops)
  WHERE manual_notes <> '' OR admin_notes <> '';
CREATE INDEX accounts_names ON accounts USING gin (lower(name || ' ' || email) gin_trgm_ops);
CREATE INDEX accounts_notes ON accounts USING gin (lower(billing_email || ' ' || tax_id || ' ' || admin_notes) gin_trgm_ops)
  WHERE billing_email <> '' OR tax_id <> '' OR admin_notes <> '';
CREATE INDEX users_names ON users USING gin (lower(email || ' ' || full_name || ' ' || coalesce(username, '')) gin_trgm_ops);
CREATE INDEX contracts_titles ON contracts USING gin (lower(title) gin_trgm_ops);
