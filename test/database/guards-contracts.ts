import type { Attempt } from './guards-attempt.js';
import {
  BILLED,
  beside,
  billed,
  changeContract,
  changeDocument,
  changeItem,
  changePeriod,
  changeVersion,
  contract,
  countersigner,
  document,
  drafted,
  elsewhere,
  externalRef,
  invoiceDraft,
  invoiced,
  invoicePeriod,
  issueInvoice,
  item,
  itemLine,
  period,
  periodDraft,
  READY,
  SENT,
  STAFF,
  STRANGER,
  sendContract,
  sendVersion,
  sent,
  signature,
  signBoth,
  signed,
  signer,
  signVersion,
  TERMINATED,
  template,
  version,
  voidInvoice,
} from './guards-contract-rows.js';
import {
  approve,
  draft,
  insert,
  line,
  PAID,
  paidInvoice,
  paidPayment,
  pay,
  payment,
  starter,
  TRIAL,
  WAITING,
} from './guards-rows.js';

const seal = (values: Record<string, string> = {}) =>
  insert('seals', {
    id: '900000',
    table_name: "'audit_entries'",
    columns: "'{id}'",
    row_ids: "'{1}'",
    row_hashes: "ARRAY['x'::bytea]",
    last_id: '1',
    gaps: "'[]'",
    previous_hash: "repeat('0', 64)",
    hash: "repeat('1', 64)",
    created_at: 'now()',
    ...values,
  });
const sealKey = insert('seal_keys', { certificate: "'x'", private_key: "'x'" });
const subscription = `(SELECT id FROM subscriptions WHERE account_id = ${PAID})`;
const rawPayment = payment({ account_id: PAID, invoice_id: '900000', amount: '10' });
const payRaw = `${rawPayment} ${approve('(SELECT id FROM payments WHERE invoice_id = 900000)')} ${pay('900000')}`;
export const paidPeriod = invoiced + payRaw + changePeriod({ status: "'paid'", payment_date: 'now()' });
const reversed = `UPDATE payments SET status = 'reversed' WHERE invoice_id = 900000;
  UPDATE invoices SET status = 'pending', paid_at = NULL WHERE id = 900000;`;

const OTHER_STAFF = "(SELECT id FROM staff_users WHERE role = 'finance')";
const invoiceDocument = (id: string, values: Record<string, string> = {}) =>
  document({ id, kind: "'invoice'", contract_version_id: 'NULL', invoice_id: '900000', ...values });

/** What stands so far is looked at as a commit would, so that only what follows can be wrong. */
const settled = (sql: string) => `${sql} SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;`;
const supersede = changeVersion({ status: "'superseded'", superseded_at: 'now()' });
const completeItem = changeItem({ status: "'completed'", completed_from: "'2026-05-01'" });
const COMPLETED = { status: "'completed'", completed_at: 'now()', billing_enabled: 'false' };
const cancelPaid = `UPDATE accounts SET status = 'cancelled' WHERE id = ${PAID};`;
const nextPeriod =
  period({ id: '900001', period_start: "'2026-05-01'", period_end: "'2026-05-31'" }) +
  invoiceDraft({ id: '900001', billing_period_id: '900001' }) +
  itemLine({ invoice_id: '900001' });
const issueNext = issueInvoice
  .replaceAll('0002', '0003')
  .replace('number_sequence = 2', 'number_sequence = 3')
  .replaceAll('900000', '900001');

/** What is right in every step, up to the commit. */
export const RIGHT_CONTRACTS = {
  seal: seal(),
  'contract that is drafted': drafted,
  'contract that is sent': sent,
  'contract that is signed': signed,
  'contract that is billed': billed,
  'period that is invoiced': invoiced,
  'period that is paid': paidPeriod,
  'period whose payment is reversed':
    paidPeriod + reversed + changePeriod({ status: "'invoiced'", payment_date: 'NULL' }),
  'period whose invoice is voided, for another amount':
    invoiced +
    voidInvoice +
    changePeriod({ status: "'pending'", invoice_date: 'NULL', needs_release: 'true' }) +
    changePeriod({ total_amount: '11' }),
  'further invoice for a period whose first was voided':
    invoiced +
    voidInvoice +
    invoiceDraft({ id: '900001' }) +
    changePeriod({ status: "'pending'", invoice_date: 'NULL' }),
  'period in the place of one that was cancelled':
    billed +
    period() +
    changePeriod({ status: "'cancelled'", cancelled_at: 'now()', cancel_reason: "'Disabled'" }) +
    period({ id: '900001' }),
  'contract that is completed': settled(paidPeriod) + changeContract(COMPLETED),
  'contract that is given up': sent + supersede + changeContract(TERMINATED),
  'contract whose version is declined':
    sent +
    changeVersion({
      status: "'declined'",
      declined_at: 'now()',
      declined_by_name: "'X'",
      decline_reason: "'Too dear'",
    }) +
    changeContract({ status: "'draft'" }),
  'next period that bills another month':
    invoiced +
    nextPeriod.replace("'{0}'", "'{1}'") +
    issueNext +
    changePeriod({ status: "'invoiced'" }).replace('900000', '900001').replace('WHERE', ', invoice_date = now() WHERE'),
  'document that is made': signed + document() + changeDocument(READY),
};

export const CONTRACT_ATTEMPTS: Record<string, Attempt[]> = {
  'contracts keep their number and their facts': [
    ['contracts_number_check', contract({ number: "'CTR-1'" })],
    ['contracts_number_check', contract({ number: `'CTR-' || ${PAID} || '-1'` })],
    ['contracts_number_check', contract({ number: `'CTR-' || ${PAID} || '-0000'`, number_sequence: '0' })],
    [
      'contracts_number_key',
      `ALTER TABLE contracts DROP CONSTRAINT contracts_number_check; ${contract() + contract({ id: '900001', number_sequence: '2' })}`,
    ],
    [
      'contracts_account_id_number_sequence_key',
      `ALTER TABLE contracts DROP CONSTRAINT contracts_number_check; ${contract() + contract({ id: '900001', number: "'raw'" })}`,
    ],
    ['contracts_currency_check', contract({ currency: "'usd'" })],
    ['contracts_first_status', contract({ status: "'sent'" })],
    ['contracts_first_status', contract({ status: "'signed'" })],
    ['contracts_moves', drafted + changeContract({ status: "'signed'" })],
    ['contracts_moves', signed + changeContract({ status: "'sent'" })],
    ['contracts_moves', sent + changeContract(BILLED)],
    ['contracts_signed_version', sent + changeContract({ status: "'signed'" })],
    ['contracts_facts_frozen', drafted + changeContract({ contract_type: "'maintenance'" })],
    ['contracts_facts_frozen', drafted + changeContract({ created_at: "now() - interval '1 year'" })],
    ['contracts_facts_frozen', contract() + changeContract({ currency: "'EUR'" })],
    ['contracts_facts_frozen', contract() + changeContract({ account_id: WAITING })],
    ['contracts_no_delete', `${contract()} DELETE FROM contracts WHERE id = 900000`],
    ['contracts_no_truncate', 'TRUNCATE contracts CASCADE'],
    ['contracts_end_check', contract() + changeContract({ status: "'terminated'" })],
    ['contracts_end_check', contract() + changeContract({ status: "'terminated'", terminated_at: 'now()' })],
    ['contracts_end_check', contract() + changeContract({ completed_at: 'now()' })],
    ['contract_templates_body_check', template({ body: "''" })],
    ['contract_templates_name_key', template() + template()],
    [
      'contract_templates_reference_key_key',
      template({ reference_key: "'raw'" }) + template({ name: "'Raw 2'", reference_key: "'raw'" }),
    ],
  ],
  'billing is enabled with all its terms': [
    ['contracts_billing_check', signed + changeContract({ status: "'active'" })],
    ['contracts_billing_check', signed + changeContract({ ...BILLED, status: "'signed'" })],
    ['contracts_billing_check', signed + changeContract({ ...BILLED, billing_enabled_by_id: 'NULL' })],
    ['contracts_billing_check', signed + changeContract({ ...BILLED, billing_end_date: "'2026-03-31'" })],
    ['contracts_billing_check', signed + changeContract({ ...BILLED, billing_interval_months: '3' })],
    ['contracts_billing_check', signed + changeContract({ ...BILLED, billing_frequency: "'quarterly'" })],
    [
      'contracts_billing_check',
      signed + changeContract({ ...BILLED, billing_frequency: "'custom'", billing_interval_months: '25' }),
    ],
    ['contracts_billing_check', billed + changeContract(TERMINATED)],
  ],
  'a version stays as it was sent': [
    ['contract_versions_terms_check', contract() + version({ end_date: "'2026-03-31'" })],
    ['contract_versions_terms_check', contract() + version({ interval_months: '0' })],
    ['contract_versions_terms_check', contract() + version({ interval_months: '2' })],
    ['contract_versions_terms_check', contract() + version({ frequency: "'quarterly'" })],
    ['contract_versions_terms_check', contract() + version({ discount_percent: '100.01' })],
    ['contract_versions_terms_check', contract() + version({ discount_percent: '-1' })],
    ['contract_versions_terms_check', contract() + version({ number: '0' })],
    ['contract_versions_terms_check', contract() + version({ effective_from: "'2026-05-01'" })],
    ['contract_versions_contract_id_number_key', signed + version({ id: '900001' })],
    ['contract_versions_first_status', contract() + version({ ...SENT })],
    ['contract_versions_moves', drafted + changeVersion({ status: "'signed'", signed_at: 'now()' })],
    ['contract_versions_moves', drafted + changeVersion({ status: "'superseded'", superseded_at: 'now()' })],
    ['contract_versions_sent_check', drafted + changeVersion({ ...SENT, document_sha256: "repeat('0', 64)" })],
    [
      'contract_versions_sent_check',
      drafted + changeVersion({ ...SENT, canonical_text: 'NULL', document_sha256: 'NULL' }),
    ],
    ['contract_versions_sent_check', drafted + changeVersion({ ...SENT, sent_by_id: 'NULL' })],
    ['contract_versions_sent_check', drafted + changeVersion({ sent_at: 'now()' })],
    ['contract_versions_end_check', sent + changeVersion({ signed_at: 'now()' })],
    ['contract_versions_end_check', sent + signBoth + changeVersion({ status: "'signed'" })],
    [
      'contract_versions_end_check',
      sent + changeVersion({ status: "'declined'", declined_at: 'now()', declined_by_name: "'X'" }),
    ],
    [
      'contract_versions_end_check',
      sent + changeVersion({ status: "'declined'", declined_at: 'now()', decline_reason: "'X'" }),
    ],
    ['contract_versions_end_check', sent + changeVersion({ status: "'superseded'" })],
    ['contract_versions_one_open', drafted + version({ id: '900001', number: '2' })],
    ['contract_versions_one_open', sent + version({ id: '900001', number: '2' })],
    ['contract_versions_frozen', sent + changeVersion({ body: "'# Other'" })],
    [
      'contract_versions_frozen',
      sent + changeVersion({ canonical_text: "'[]'", document_sha256: "encode(sha256('[]'), 'hex')" }),
    ],
    ['contract_versions_frozen', sent + changeVersion({ discount_percent: '50' })],
    ['contract_versions_frozen', signed + changeVersion({ end_date: "'2026-12-31'" })],
    ['contract_versions_frozen', signed + changeVersion({ sent_at: "now() - interval '1 day'" })],
    ['contract_versions_ended_for_good', signed + changeVersion({ signed_at: "now() - interval '1 day'" })],
    [
      'contract_versions_ended_for_good',
      sent +
        changeVersion({
          status: "'declined'",
          declined_at: 'now()',
          declined_by_name: "'X'",
          decline_reason: "'Too dear'",
        }) +
        changeVersion({ decline_reason: "'Fine'" }),
    ],
    ['contract_versions_no_delete', `${contract() + version()} DELETE FROM contract_versions WHERE id = 900000`],
    ['contract_versions_no_truncate', 'TRUNCATE contract_versions CASCADE'],
    ['contract_versions_engagement', contract() + version({ end_date: "'2027-04-01'" })],
    ['contract_versions_engagement', drafted + changeVersion({ end_date: "'2027-04-01'" })],
    ['contract_line_items_only_in_draft', sent + item({ id: '900001', position: '2' })],
    ['contract_line_items_only_in_draft', `${sent} DELETE FROM contract_line_items WHERE id = 900000`],
    ['contract_line_items_frozen', sent + changeItem({ amount: '1' })],
    ['contract_line_items_frozen', signed + changeItem({ description: "'Other'" })],
    ['contract_line_items_frozen', signed + changeItem({ is_recurring: 'true' })],
    ['contract_line_items_frozen', drafted + beside + changeItem({ version_id: '900008', contract_id: '900008' })],
    ['contract_line_items_no_truncate', 'TRUNCATE contract_line_items CASCADE'],
    ['contract_line_items_version_id_position_key', drafted + item({ id: '900001' })],
    ['contract_line_items_amount_check', contract() + version() + item({ amount: '0' })],
    ['contract_line_items_amount_check', contract() + version() + item({ amount: '10.005' })],
    [
      'contract_line_items_amount_check',
      contract({ currency: "'JPY'" }) + version() + item({ currency: "'JPY'", amount: '0.5' }),
    ],
    ['contract_line_items_amount_check', contract() + version() + item({ amount: "'NaN'" })],
    ['contract_line_items_span_check', contract() + version() + item({ billing_period_months: '13' })],
    ['contract_line_items_span_check', contract() + version() + item({ billing_period_months: '0' })],
    ['contract_line_items_span_check', contract() + version() + item({ end_date: "'2026-05-01'" })],
    [
      'contract_line_items_span_check',
      contract() + version() + item({ is_recurring: 'true', end_date: "'2026-03-31'" }),
    ],
    ['contract_line_items_completed_check', signed + changeItem({ status: "'completed'" })],
    [
      'contract_line_items_moves',
      signed +
        changeItem({ status: "'completed'", completed_from: "'2026-05-01'" }) +
        changeItem({ status: "'active'" }),
    ],
    ['contract_line_items_moves', signed + changeItem({ status: "'active'" }) + changeItem({ status: "'pending'" })],
  ],
  'signers sign what was sent, in turn, and their signatures stay': [
    ['contract_signers_only_in_draft', sent + signer({ id: '900003', position: '3' })],
    [
      'contract_signers_only_in_draft',
      `${sent} UPDATE contract_signers SET email = 'other@x.example' WHERE id = 900001`,
    ],
    ['contract_signers_only_in_draft', `${sent} DELETE FROM contract_signers WHERE id = 900002`],
    ['contract_signers_no_truncate', 'TRUNCATE contract_signers CASCADE'],
    ['contract_signers_person_check', contract() + version() + signer({ user_id: 'NULL' })],
    ['contract_signers_person_check', contract() + version() + signer({ staff_user_id: STAFF })],
    ['contract_signers_person_check', contract() + version() + countersigner({ staff_user_id: 'NULL' })],
    ['contract_signers_name_check', contract() + version() + signer({ name: "''" })],
    ['contract_signers_name_check', contract() + version() + signer({ position: '0' })],
    ['contract_signers_version_id_position_key', drafted + countersigner({ id: '900003', staff_user_id: OTHER_STAFF })],
    ['contract_signers_user_once', drafted + signer({ id: '900003', position: '3' })],
    ['contract_signers_staff_once', drafted + countersigner({ id: '900003', position: '3' })],
    ['contract_signatures_append_only', `${sent + signature()} UPDATE contract_signatures SET typed_name = 'Other'`],
    ['contract_signatures_append_only', `${sent + signature()} DELETE FROM contract_signatures`],
    ['contract_signatures_no_truncate', 'TRUNCATE contract_signatures'],
    ['contract_signatures_facts_check', sent + signature({ typed_name: "''" })],
    ['contract_signatures_facts_check', sent + signature({ consent_text: "''" })],
    ['contract_signatures_signer_id_key', sent + signature() + signature()],
    ['contract_signatures_in_turn', drafted + signature(), 'contract_signatures_of_sent_version'],
    [
      'contract_signatures_in_turn',
      sent + signature({ document_sha256: "repeat('0', 64)" }),
      'contract_signatures_of_sent_version',
    ],
    [
      'contract_signatures_in_turn',
      sent + changeVersion({ status: "'superseded'", superseded_at: 'now()' }) + signature(),
      'contract_signatures_of_sent_version',
    ],
    ['contract_signatures_in_turn', sent + signature({ signer_id: '900002' })],
    ['contract_versions_all_signed', sent + signVersion],
    ['contract_versions_all_signed', sent + signature() + signVersion],
  ],
  'billing periods follow their invoices and never overlap': [
    ['billing_periods_first_status', billed + period({ status: "'invoiced'", invoice_date: 'now()' })],
    [
      'billing_periods_moves',
      periodDraft + changePeriod({ status: "'paid'", invoice_date: 'now()', payment_date: 'now()' }),
    ],
    [
      'billing_periods_moves',
      billed +
        period() +
        changePeriod({ status: "'cancelled'", cancelled_at: 'now()', cancel_reason: "'X'" }) +
        changePeriod({ status: "'pending'", cancelled_at: 'NULL' }),
    ],
    ['billing_periods_span_check', billed + period({ period_end: "'2026-03-31'" })],
    ['billing_periods_amount_check', billed + period({ total_amount: '0' })],
    ['billing_periods_amount_check', billed + period({ total_amount: '1.001' })],
    ['billing_periods_amount_check', billed + period({ total_amount: "'NaN'" })],
    ['billing_periods_state_check', billed + period({ invoice_date: 'now()' })],
    ['billing_periods_state_check', billed + period({ payment_date: 'now()' })],
    ['billing_periods_state_check', billed + period() + changePeriod({ status: "'cancelled'", cancelled_at: 'now()' })],
    ['billing_periods_state_check', billed + period({ released_at: 'now()' })],
    [
      'billing_periods_no_overlap',
      billed + period() + period({ id: '900001', period_start: "'2026-04-30'", period_end: "'2026-05-30'" }),
    ],
    [
      'billing_periods_no_overlap',
      billed + period() + period({ id: '900001', period_start: "'2026-03-01'", period_end: "'2026-06-30'" }),
    ],
    [
      'billing_periods_start_once',
      `ALTER TABLE billing_periods DROP CONSTRAINT billing_periods_no_overlap; ${billed + period() + period({ id: '900001' })}`,
    ],
    ['billing_periods_frozen', billed + period() + changePeriod({ period_end: "'2026-04-29'" })],
    ['billing_periods_frozen', billed + period() + changePeriod({ created_at: "now() - interval '1 day'" })],
    ['billing_periods_frozen', invoiced + changePeriod({ total_amount: '11' })],
    ['billing_periods_no_delete', `${billed + period()} DELETE FROM billing_periods WHERE id = 900000`],
    ['billing_periods_no_truncate', 'TRUNCATE billing_periods CASCADE'],
    ['billing_periods_follow_invoice', billed + period() + invoicePeriod, 'period_follows_invoice'],
    [
      'billing_periods_follow_invoice',
      `${settled(invoiced)} ${changePeriod({ status: "'pending'", invoice_date: 'NULL' })}`,
      'period_follows_invoice',
    ],
    ['invoices_period_follows', periodDraft + issueInvoice, 'period_follows_invoice'],
    ['invoices_period_follows', `${settled(invoiced)} ${payRaw}`, 'period_follows_invoice'],
    ['invoices_period_follows', `${settled(invoiced)} ${voidInvoice}`, 'period_follows_invoice'],
    [
      'invoices_period_follows',
      `ALTER TABLE billing_periods DISABLE TRIGGER billing_periods_follow_invoice;
       ${billed + period({ total_amount: '11' }) + invoiceDraft() + itemLine() + issueInvoice + invoicePeriod}`,
      'period_follows_invoice',
    ],
    ['invoices_one_per_period', periodDraft + invoiceDraft({ id: '900001' })],
    ['invoices_cause_check', `${periodDraft}UPDATE invoices SET subscription_id = ${subscription} WHERE id = 900000`],
    ['invoices_cause_frozen', `${invoiced} UPDATE invoices SET billing_period_id = NULL WHERE id = 900000`],
    ['invoices_cause_frozen', `${invoiced} UPDATE invoices SET discount_description = 'Other' WHERE id = 900000`],
    ['invoice_lines_item_months_check', billed + period() + invoiceDraft() + itemLine({ item_months: "'{}'" })],
    [
      'invoice_lines_item_months_check',
      billed + period() + invoiceDraft() + itemLine({ contract_line_item_id: 'NULL' }),
    ],
  ],
  'the key that seals documents is one, for good': [
    ['seal_keys_one_check', insert('seal_keys', { id: '2', certificate: "'x'", private_key: "'x'" })],
    ['seal_keys_frozen', `${sealKey} UPDATE seal_keys SET private_key = 'y'`],
    ['seal_keys_frozen', `${sealKey} DELETE FROM seal_keys`],
    ['seal_keys_no_truncate', 'TRUNCATE seal_keys'],
  ],
  'seals are one chain, for good': [
    ['seals_rows_check', seal({ row_ids: "'{}'", row_hashes: "'{}'" })],
    ['seals_rows_check', seal({ row_ids: "'{1,2}'" })],
    ['seals_previous_hash_key', seal() + seal({ id: '900001', hash: "repeat('2', 64)" })],
    ['seals_hash_key', seal() + seal({ id: '900001', previous_hash: "repeat('2', 64)" })],
    ['seals_append_only', `${seal()} UPDATE seals SET hash = repeat('3', 64)`],
    ['seals_append_only', `${seal()} DELETE FROM seals`],
    ['seals_no_truncate', 'TRUNCATE seals'],
  ],
  'documents are made once': [
    ['documents_of_check', signed + document({ invoice_id: paidInvoice })],
    ['documents_of_check', signed + document({ kind: "'invoice'" })],
    ['documents_of_check', signed + document({ contract_version_id: 'NULL' })],
    ['documents_ready_check', signed + document() + changeDocument({ status: "'ready'" })],
    ['documents_ready_check', signed + document() + changeDocument({ ...READY, sha256: 'NULL' })],
    ['documents_ready_check', signed + document() + changeDocument({ ...READY, sha256: "repeat('x', 64)" })],
    ['documents_ready_check', signed + document() + changeDocument({ storage_key: "'raw'" })],
    ['documents_frozen', signed + document() + changeDocument({ data: `'{"other": true}'` })],
    ['documents_frozen', signed + document() + changeDocument(READY) + changeDocument({ sha256: "repeat('1', 64)" })],
    ['documents_frozen', signed + document() + changeDocument(READY) + changeDocument({ status: "'failed'" })],
    ['documents_no_delete', `${signed + document()} DELETE FROM documents WHERE id = 900000`],
    ['documents_no_truncate', 'TRUNCATE documents'],
    ['documents_contract_version_id_key', signed + document() + document({ id: '900001' })],
    ['documents_invoice_id_key', invoiced + invoiceDocument('900000') + invoiceDocument('900001')],
    ['documents_storage_key_key', invoiced + document(READY) + invoiceDocument('900001', READY)],
    ['external_refs_provider_object_type_object_id_key', externalRef() + externalRef({ external_id: "'W-2'" })],
    [
      'external_refs_provider_object_type_external_id_key',
      draft({ account_id: PAID }) + externalRef() + externalRef({ object_id: '900000' }),
    ],
    ['external_refs_words_check', externalRef({ provider: "'Wave!'" })],
    ['external_refs_words_check', externalRef({ object_type: "'user'" })],
    ['external_refs_words_check', externalRef({ external_id: "' '" })],
    ['external_refs_own_object', externalRef({ account_id: WAITING })],
    ['external_refs_own_object', externalRef({ object_id: '900000' })],
    ['external_refs_frozen', `${externalRef()} UPDATE external_refs SET provider = 'stripe'`],
    [
      'external_refs_frozen',
      `${externalRef({ object_type: "'payment'", object_id: paidPayment })} UPDATE external_refs SET external_id = 'W-2'`,
    ],
    [
      'external_refs_payments_stay',
      `${externalRef({ object_type: "'payment'", object_id: paidPayment })} DELETE FROM external_refs`,
    ],
  ],
  'what belongs to a contract belongs to its account': [
    ['contract_versions_contract_id_account_id_fkey', contract() + version({ account_id: WAITING })],
    [
      'contract_line_items_contract_id_account_id_currency_fkey',
      contract() + version() + item({ account_id: WAITING }),
    ],
    ['contract_line_items_contract_id_account_id_currency_fkey', contract() + version() + item({ currency: "'EUR'" })],
    [
      'contract_line_items_version_id_contract_id_fkey',
      drafted + beside + item({ id: '900001', position: '2', version_id: '900008' }),
    ],
    [
      'contract_line_items_continues_id_contract_id_fkey',
      drafted + beside + item({ id: '900001', position: '2', continues_id: '900008' }),
    ],
    [
      'contract_signers_version_id_account_id_fkey',
      contract() + version() + signer({ account_id: WAITING, user_id: STRANGER }),
    ],
    ['contract_signers_user_id_account_id_fkey', contract() + version() + signer({ user_id: STRANGER })],
    ['contract_signatures_contract_id_account_id_fkey', sent + signature({ account_id: WAITING })],
    ['contract_signatures_version_id_contract_id_fkey', sent + beside + signature({ contract_id: '900008' })],
    ['contract_signatures_signer_id_version_id_fkey', sent + beside + signature({ signer_id: '900008' })],
    ['billing_periods_contract_id_account_id_currency_fkey', billed + period({ account_id: WAITING })],
    ['billing_periods_contract_id_account_id_currency_fkey', billed + period({ currency: "'EUR'" })],
    ['invoices_billing_period_id_account_id_currency_fkey', billed + period() + invoiceDraft({ currency: "'EUR'" })],
    ['invoices_billing_period_id_account_id_currency_fkey', billed + period() + invoiceDraft({ account_id: WAITING })],
    [
      'invoice_lines_contract_line_item_id_account_id_fkey',
      elsewhere + billed + period() + invoiceDraft() + itemLine({ contract_line_item_id: '900009' }),
    ],
    ['documents_contract_version_id_account_id_fkey', signed + document({ account_id: WAITING })],
    ['documents_invoice_id_account_id_fkey', invoiced + invoiceDocument('900000', { account_id: WAITING })],
  ],
  'a contract is where its versions are': [
    ['contracts_follow_versions', drafted + sendContract, 'contract_follows_versions'],
    ['contracts_follow_versions', settled(sent) + changeContract({ status: "'draft'" }), 'contract_follows_versions'],
    ['contracts_follow_versions', settled(sent) + changeContract(TERMINATED), 'contract_follows_versions'],
    ['contract_versions_lead_contract', drafted + sendVersion, 'contract_follows_versions'],
    ['contract_versions_lead_contract', settled(sent) + signBoth + signVersion, 'contract_follows_versions'],
    ['contract_versions_lead_contract', settled(sent) + supersede, 'contract_follows_versions'],
    ['contract_versions_contract_fixed', drafted + changeVersion({ number: '7' })],
    ['contract_versions_complete', contract() + version() + signer() + countersigner() + sendVersion],
    ['contract_versions_complete', contract() + version() + item() + countersigner() + sendVersion],
    ['contract_versions_complete', contract() + version() + item() + signer() + sendVersion],
    [
      'contract_versions_complete',
      contract() + version() + item() + signer({ position: '3' }) + countersigner() + sendVersion,
    ],
    ['contract_line_items_completed_for_good', signed + completeItem + changeItem({ completed_from: "'2026-06-01'" })],
    ['contract_line_items_completed_for_good', signed + completeItem + changeItem({ pauses: "'[{}]'" })],
    ['contract_line_items_pauses_check', signed + changeItem({ pauses: "'{}'" })],
  ],
  'billing begins and ends with its contract': [
    ['billing_periods_of_billed_contract', signed + period()],
    ['billing_periods_of_billed_contract', billed + changeContract({ billing_enabled: 'false' }) + period()],
    [
      'contracts_settled_when_over',
      settled(billed + period()) + changeContract({ ...TERMINATED, billing_enabled: 'false' }),
    ],
    ['contracts_settled_when_over', settled(billed + period()) + changeContract(COMPLETED)],
    ['contracts_settled_when_over', settled(invoiced) + changeContract(COMPLETED)],
    ['billing_periods_released', periodDraft + changePeriod({ needs_release: 'true' }) + issueInvoice + invoicePeriod],
    ['invoices_issue_contract', `${periodDraft} ${cancelPaid} ${issueInvoice}`, 'invoices_account_not_cancelled'],
    [
      'invoices_issue_contract',
      beside + billed + period() + invoiceDraft() + itemLine({ contract_line_item_id: '900008' }) + issueInvoice,
      'invoices_lines_of_contract',
    ],
    [
      'invoices_issue_contract',
      billed + period() + invoiceDraft() + line({ account_id: PAID }) + issueInvoice,
      'invoices_lines_of_contract',
    ],
    [
      'invoices_issue_contract',
      billed + invoiceDraft({ billing_period_id: 'NULL' }) + itemLine() + issueInvoice,
      'invoices_lines_of_contract',
    ],
    ['invoices_issue_contract', invoiced + nextPeriod + issueNext, 'invoices_item_months_once'],
    [
      'invoices_issue_contract',
      billed +
        period() +
        invoiceDraft() +
        itemLine({ amount: '5' }) +
        itemLine({ amount: '5', position: '2' }) +
        issueInvoice,
      'invoices_item_months_once',
    ],
    ['invoice_lines_contract_check', billed + period() + invoiceDraft() + itemLine({ credits: '1' })],
    [
      'invoice_lines_contract_check',
      billed + period() + invoiceDraft() + itemLine({ plan_id: starter, billing_cycle: "'monthly'", cycles: '1' }),
    ],
    ['documents_of_what_stands', sent + document()],
    [
      'documents_of_what_stands',
      draft() + document({ kind: "'invoice'", contract_version_id: 'NULL', invoice_id: '900000', account_id: TRIAL }),
    ],
  ],
};
