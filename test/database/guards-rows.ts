/** Rows to break, as SQL that finds them: the guards are tried on what the operations wrote. */
export const PAID = "(SELECT id FROM accounts WHERE name = 'Paid')";
export const WAITING = "(SELECT id FROM accounts WHERE name = 'Waiting')";
export const TRIAL = "(SELECT id FROM accounts WHERE name = 'Trial')";
export const PENDING = "(SELECT id FROM accounts WHERE name = 'Pending')";
export const paidInvoice = `(SELECT id FROM invoices WHERE account_id = ${PAID} ORDER BY id LIMIT 1)`;
export const paidPayment = `(SELECT id FROM payments WHERE account_id = ${PAID} ORDER BY id LIMIT 1)`;
export const waitingInvoice = `(SELECT id FROM invoices WHERE account_id = ${WAITING} ORDER BY id LIMIT 1)`;
export const waitingPayment = `(SELECT id FROM payments WHERE account_id = ${WAITING} ORDER BY id LIMIT 1)`;
export const trialInvoice = `(SELECT id FROM invoices WHERE account_id = ${TRIAL} ORDER BY id LIMIT 1)`;
export const starter = "(SELECT id FROM plans WHERE slug = 'starter')";

/** Rows as a hand in the database would write them: right in everything that a test does not get wrong on purpose. */
export const insert = (table: string, values: Record<string, string>) =>
  `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${Object.values(values).join(', ')});`;

export const payment = (values: Record<string, string> = {}) =>
  insert('payments', {
    account_id: TRIAL,
    invoice_id: trialInvoice,
    amount: '29',
    currency: "'USD'",
    payment_method: "'cash'",
    ...values,
  });
export const entry = (values: Record<string, string> = {}) =>
  insert('credit_transactions', {
    account_id: TRIAL,
    transaction_type: "'adjustment'",
    amount: '1',
    source_type: "'adjustment'",
    source_id: "'raw'",
    ...values,
  });
export const account = (values: Record<string, string> = {}) =>
  insert('accounts', { name: "'Raw'", email: "'raw@x.example'", signup_plan_id: starter, ...values });
export const user = (values: Record<string, string> = {}) =>
  insert('users', {
    account_id: PAID,
    role: "'viewer'",
    email: "'raw@x.example'",
    full_name: "'Raw'",
    password_hash: "'x'",
    ...values,
  });
export const plan = (values: Record<string, string> = {}) =>
  insert('plans', { slug: "'raw'", name: "'Raw'", price: '1', ...values });
export const mail = (values: Record<string, string> = {}) =>
  insert('mails', { kind: "'welcome'", to_email: "'raw@x.example'", message_id: "'<raw@x>'", ...values });
export const config = (values: Record<string, string> = {}) =>
  insert('payment_method_configs', {
    country_code: "'FR'",
    payment_method: "'cash'",
    payment_method_display: "'Cash'",
    display_name: "'Cash'",
    ...values,
  });
export const subscription = (values: Record<string, string> = {}) =>
  insert('subscriptions', { account_id: PENDING, plan_id: starter, status: "'trialing'", ...values });
export const draft = (values: Record<string, string> = {}) =>
  insert('invoices', { id: '900000', account_id: TRIAL, currency: "'USD'", subtotal: '10', total: '10', ...values });
export const line = (values: Record<string, string> = {}) =>
  insert('invoice_lines', {
    account_id: TRIAL,
    invoice_id: '900000',
    currency: "'USD'",
    position: '1',
    description: "'Raw'",
    unit_amount: '10',
    amount: '10',
    ...values,
  });
export const issue = (values: Record<string, string> = {}) => {
  const set = {
    status: "'pending'",
    issued_at: "'2026-03-31T23:59:59Z'",
    due_at: 'now()',
    number: "'INV-' || account_id || '-202603-0002'",
    number_month: "'202603'",
    number_sequence: '2',
    metadata: `'{"billing_snapshot": {}}'`,
    seller_snapshot: `'{"legal_name": "x"}'`,
    ...values,
  };
  return `UPDATE invoices SET ${Object.entries(set)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ')} WHERE id = 900000;`;
};
export const approve = (id: string) =>
  `UPDATE payments SET status = 'succeeded', processed_at = now() WHERE id = ${id};`;
export const pay = (id: string) => `UPDATE invoices SET status = 'paid', paid_at = now() WHERE id = ${id};`;
