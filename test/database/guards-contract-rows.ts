import { draft, insert, issue, line, PAID, paidInvoice, WAITING } from './guards-rows.js';

/** Contracts as a hand in the database would write them, step by step; each step is right but for what a test gets wrong. */
type Values = Record<string, string>;

export const STAFF = "(SELECT id FROM staff_users WHERE role = 'superadmin')";
export const OWNER = `(SELECT id FROM users WHERE account_id = ${PAID} AND role = 'owner')`;
export const STRANGER = `(SELECT id FROM users WHERE account_id = ${WAITING} AND role = 'owner')`;
const sha256 = (text: string) => `encode(sha256(convert_to('${text}', 'UTF8')), 'hex')`;

export const template = (values: Values = {}) =>
  insert('contract_templates', { name: "'Raw'", contract_type: "'engagement'", body: "'# Raw'", ...values });
export const contract = (values: Values = {}) =>
  insert('contracts', {
    id: '900000',
    account_id: PAID,
    number: `'CTR-' || ${values.account_id ?? PAID} || '-0001'`,
    number_sequence: '1',
    contract_type: "'engagement'",
    title: "'Raw'",
    currency: "'USD'",
    created_by_id: STAFF,
    ...values,
  });
export const version = (values: Values = {}) =>
  insert('contract_versions', {
    id: '900000',
    account_id: PAID,
    contract_id: '900000',
    number: '1',
    body: "'# Raw'",
    start_date: "'2026-04-01'",
    end_date: "'2026-09-30'",
    ...values,
  });
export const item = (values: Values = {}) =>
  insert('contract_line_items', {
    id: '900000',
    account_id: PAID,
    contract_id: '900000',
    version_id: '900000',
    currency: "'USD'",
    position: '1',
    item_type: "'custom'",
    description: "'Raw'",
    amount: '30',
    billing_period_months: '3',
    start_date: "'2026-04-01'",
    ...values,
  });
export const signer = (values: Values = {}) =>
  insert('contract_signers', {
    id: '900001',
    account_id: PAID,
    version_id: '900000',
    position: '1',
    party: "'account'",
    user_id: OWNER,
    name: "'Amina Khan'",
    email: "'raw@x.example'",
    ...values,
  });
export const countersigner = (values: Values = {}) =>
  signer({
    id: '900002',
    position: '2',
    party: "'seller'",
    user_id: 'NULL',
    staff_user_id: STAFF,
    name: "'Sam Seller'",
    ...values,
  });
export const signature = (values: Values = {}) =>
  insert('contract_signatures', {
    account_id: PAID,
    contract_id: '900000',
    version_id: '900000',
    signer_id: '900001',
    typed_name: "'Amina Khan'",
    consent_text: "'I agree.'",
    ip_address: "'127.0.0.1'",
    user_agent: "'raw'",
    document_sha256: sha256('{}'),
    signed_at: 'now()',
    ...values,
  });

const update = (table: string, set: Values, where: string) =>
  `UPDATE ${table} SET ${Object.entries(set)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ')} WHERE ${where};`;
export const changeContract = (set: Values) => update('contracts', set, 'id = 900000');
export const changeVersion = (set: Values) => update('contract_versions', set, 'id = 900000');
export const changeItem = (set: Values) => update('contract_line_items', set, 'id = 900000');
export const changePeriod = (set: Values) => update('billing_periods', set, 'id = 900000');
export const changeDocument = (set: Values) => update('documents', set, 'id = 900000');

export const SENT = {
  status: "'sent'",
  canonical_text: "'{}'",
  document_sha256: sha256('{}'),
  sent_at: 'now()',
  sent_by_id: STAFF,
};
const SIGNED = { status: "'signed'", signed_at: 'now()' };
export const BILLED = {
  status: "'active'",
  billing_enabled: 'true',
  billing_enabled_by_id: STAFF,
  billing_enabled_at: 'now()',
  billing_start_date: "'2026-04-01'",
  billing_end_date: "'2026-09-30'",
  billing_frequency: "'monthly'",
  billing_interval_months: '1',
};
export const TERMINATED = { status: "'terminated'", terminated_at: 'now()', termination_reason: "'Given up'" };

export const sendVersion = changeVersion(SENT);
export const sendContract = changeContract({ status: "'sent'" });
export const signBoth = signature() + signature({ signer_id: '900002' });
export const signVersion = changeVersion(SIGNED);

export const drafted = contract() + version() + item() + signer() + countersigner();
export const sent = drafted + sendVersion + sendContract;
export const signed = sent + signBoth + signVersion + changeContract({ status: "'signed'" });
export const billed = signed + changeContract(BILLED);

export const period = (values: Values = {}) =>
  insert('billing_periods', {
    id: '900000',
    account_id: PAID,
    contract_id: '900000',
    currency: "'USD'",
    period_start: "'2026-04-01'",
    period_end: "'2026-04-30'",
    total_amount: '10',
    ...values,
  });
export const invoiceDraft = (values: Values = {}) =>
  draft({ account_id: PAID, billing_period_id: '900000', ...values });
export const itemLine = (values: Values = {}) =>
  line({ account_id: PAID, contract_line_item_id: '900000', item_months: "'{0}'", ...values });
export const issueInvoice = issue();
export const invoicePeriod = changePeriod({ status: "'invoiced'", invoice_date: 'now()' });
export const periodDraft = billed + period() + invoiceDraft() + itemLine();
export const invoiced = periodDraft + issueInvoice + invoicePeriod;
export const voidInvoice = update(
  'invoices',
  { status: "'void'", voided_at: 'now()', void_reason: "'Raw'" },
  'id = 900000',
);

/** A second contract of another account, for what must not tie to it. */
export const elsewhere =
  contract({ id: '900009', account_id: WAITING }) +
  version({ id: '900009', account_id: WAITING, contract_id: '900009' }) +
  item({ id: '900009', account_id: WAITING, contract_id: '900009', version_id: '900009' }) +
  signer({ id: '900009', account_id: WAITING, version_id: '900009', user_id: STRANGER });
/** A second contract of the same account. */
export const beside =
  contract({ id: '900008', number: `'CTR-' || ${PAID} || '-0002'`, number_sequence: '2' }) +
  version({ id: '900008', contract_id: '900008' }) +
  item({ id: '900008', contract_id: '900008', version_id: '900008' }) +
  signer({ id: '900008', version_id: '900008' });

export const document = (values: Values = {}) =>
  insert('documents', {
    id: '900000',
    account_id: PAID,
    kind: "'contract'",
    contract_version_id: '900000',
    data: "'{}'",
    ...values,
  });
export const READY = {
  status: "'ready'",
  storage_key: "'raw'",
  sha256: "repeat('0', 64)",
  byte_size: '1',
  made_at: 'now()',
};
export const externalRef = (values: Values = {}) =>
  insert('external_refs', {
    account_id: PAID,
    provider: "'wave'",
    object_type: "'invoice'",
    object_id: paidInvoice,
    external_id: "'W-1'",
    ...values,
  });
