import type { Truth } from './truth.js';

/** What was sent, where text and hash agree; another text need not even be JSON. */
const CONTENT = `(CASE WHEN v.document_sha256 = encode(sha256(convert_to(v.canonical_text, 'UTF8')), 'hex') THEN v.canonical_text::jsonb END)`;

/** What the months of an invoice line come to: an amount is split by largest remainder, larger parts first. */
function partOf(amount: string): string {
  const unit = 'power(10::numeric, currency_decimals(t.currency))';
  const share = `floor(${amount} * ${unit} / t.billing_period_months)`;
  const larger = `${amount} * ${unit} - ${share} * t.billing_period_months`;
  return `(SELECT sum(${share} + CASE WHEN month % t.billing_period_months < ${larger} THEN 1 ELSE 0 END) / ${unit} FROM unnest(l.item_months) AS month)`;
}

/** The truths of contracts, signatures, billing periods, documents and people. */
export const CONTRACT_TRUTHS: Truth[] = [
  {
    number: 4,
    says: 'a contract grants no credits and buys no plan',
    sql: `
      SELECT 'invoice_lines ' || id AS row, 'bills a contract and carries ' || credits || ' credits or a plan' AS wrong
      FROM invoice_lines WHERE contract_line_item_id IS NOT NULL AND (credits <> 0 OR plan_id IS NOT NULL)
      UNION ALL
      SELECT 'invoices ' || id, 'bought a period of a plan without a subscription' FROM invoices WHERE subscription_id IS NULL AND period_end IS NOT NULL
      UNION ALL
      SELECT 'credit_transactions ' || c.id, 'grants credits for a contract invoice' FROM credit_transactions c
      JOIN payments p ON c.source_type = 'payment' AND p.id::text = c.source_id
      JOIN invoices i ON i.id = p.invoice_id AND i.billing_period_id IS NOT NULL`,
  },
  {
    number: 9,
    says: 'what hangs on a contract belongs to its account',
    sql: `
      SELECT 'contract_versions ' || v.id AS row, 'account ' || v.account_id || ', but its contract belongs to ' || c.account_id AS wrong
      FROM contract_versions v JOIN contracts c ON c.id = v.contract_id WHERE c.account_id <> v.account_id
      UNION ALL
      SELECT 'contract_line_items ' || t.id, 'is not of the account, the contract or the currency of its version' FROM contract_line_items t
      JOIN contract_versions v ON v.id = t.version_id JOIN contracts c ON c.id = v.contract_id
      WHERE t.account_id <> c.account_id OR t.contract_id <> c.id OR t.currency <> c.currency
      UNION ALL
      SELECT 'contract_signers ' || s.id, 'account ' || s.account_id || ', but signs as somebody of ' || u.account_id FROM contract_signers s
      JOIN users u ON u.id = s.user_id WHERE u.account_id <> s.account_id
      UNION ALL
      SELECT 'billing_periods ' || p.id, 'account ' || p.account_id || ', but its contract belongs to ' || c.account_id FROM billing_periods p
      JOIN contracts c ON c.id = p.contract_id WHERE c.account_id <> p.account_id OR c.currency <> p.currency
      UNION ALL
      SELECT 'invoices ' || i.id, 'account ' || i.account_id || ', but its billing period belongs to ' || p.account_id FROM invoices i
      JOIN billing_periods p ON p.id = i.billing_period_id WHERE p.account_id <> i.account_id OR p.currency <> i.currency
      UNION ALL
      SELECT 'invoice_lines ' || l.id, 'bills an item of another contract than its period' FROM invoice_lines l
      JOIN invoices i ON i.id = l.invoice_id LEFT JOIN billing_periods p ON p.id = i.billing_period_id
      JOIN contract_line_items t ON t.id = l.contract_line_item_id WHERE t.contract_id IS DISTINCT FROM p.contract_id`,
  },
  {
    number: 11,
    says: 'a contract is where its versions are',
    sql: `
      SELECT 'contracts ' || c.id AS row, c.status || ', its newest version is ' || coalesce(v.newest, 'missing') || ', one is signed: ' || v.is_signed AS wrong
      FROM contracts c CROSS JOIN LATERAL (
        SELECT (array_agg(status::text ORDER BY number DESC))[1] AS newest, coalesce(bool_or(status = 'signed'), false) AS is_signed,
          coalesce(bool_or(status = 'sent'), false) AS is_open
        FROM contract_versions WHERE contract_id = c.id) v
      WHERE NOT CASE c.status
        WHEN 'draft' THEN NOT v.is_signed AND v.newest IS NOT NULL AND v.newest <> 'sent'
        WHEN 'sent' THEN NOT v.is_signed AND v.newest IS NOT DISTINCT FROM 'sent'
        WHEN 'terminated' THEN NOT v.is_open
        ELSE v.is_signed END`,
  },
  {
    number: 11,
    says: 'a signed version has all its signatures, in order, over what was sent',
    sql: `
      SELECT 'contract_signers ' || s.id AS row, 'has not signed version ' || v.id || ', which counts as signed' AS wrong
      FROM contract_versions v JOIN contract_signers s ON s.version_id = v.id
      WHERE v.status = 'signed' AND NOT EXISTS (SELECT 1 FROM contract_signatures g WHERE g.signer_id = s.id)
      UNION ALL
      SELECT 'contract_versions ' || v.id, 'is signed without anybody of the account, or without a countersignature' FROM contract_versions v
      WHERE v.status = 'signed' AND (SELECT count(DISTINCT party) FROM contract_signers s WHERE s.version_id = v.id) < 2
      UNION ALL
      SELECT 'contract_signatures ' || g.id, 'is over another text than version ' || v.id || ' has' FROM contract_signatures g
      JOIN contract_versions v ON v.id = g.version_id WHERE g.document_sha256 IS DISTINCT FROM v.document_sha256
      UNION ALL
      SELECT 'contract_signatures ' || g.id, 'came before the signature of somebody whose turn was earlier' FROM contract_signatures g
      JOIN contract_signers me ON me.id = g.signer_id
      JOIN contract_signers earlier ON earlier.version_id = me.version_id AND earlier.position < me.position
      LEFT JOIN contract_signatures theirs ON theirs.signer_id = earlier.id
      WHERE theirs.id IS NULL OR theirs.id > g.id
      UNION ALL
      SELECT 'contract_signatures ' || g.id, 'is of ' || g.signed_at || ', version ' || v.id || ' was sent ' || coalesce(v.sent_at::text, 'never')
      FROM contract_signatures g JOIN contract_versions v ON v.id = g.version_id
      WHERE v.sent_at IS NULL OR g.signed_at < v.sent_at OR g.signed_at > v.signed_at`,
  },
  {
    number: 11,
    says: 'a version that was sent is what its hash says, and its items are what was sent',
    sql: `
      SELECT 'contract_versions ' || id AS row, status || ', its text and its hash do not agree' AS wrong FROM contract_versions
      WHERE (status <> 'draft' AND (canonical_text IS NULL OR document_sha256 IS NULL))
        OR document_sha256 <> encode(sha256(convert_to(canonical_text, 'UTF8')), 'hex')
      UNION ALL
      SELECT 'contract_line_items ' || t.id, 'is not item ' || t.position || ' of what was sent'
      FROM contract_versions v JOIN contract_line_items t ON t.version_id = v.id
      LEFT JOIN LATERAL jsonb_to_recordset(${CONTENT} -> 'items')
        AS sent(position int, type text, description text, amount numeric, months int, start_date date, end_date date, recurring boolean)
        ON sent.position = t.position
      WHERE v.status <> 'draft' AND (sent.type, sent.description, sent.amount, sent.months, sent.start_date, sent.end_date, sent.recurring)
        IS DISTINCT FROM (t.item_type::text, t.description::text, t.amount, t.billing_period_months, t.start_date, t.end_date, t.is_recurring)
      UNION ALL
      SELECT 'contract_versions ' || v.id, 'was sent with ' || jsonb_array_length(${CONTENT} -> 'items') || ' items' FROM contract_versions v
      WHERE v.status <> 'draft'
        AND jsonb_array_length(${CONTENT} -> 'items') <> (SELECT count(*) FROM contract_line_items t WHERE t.version_id = v.id)`,
  },
  {
    number: 12,
    says: 'a billing period is where its invoice is and asks for the same amount',
    sql: `
      SELECT 'billing_periods ' || p.id AS row,
        p.status || ' over ' || p.total_amount || ', its invoice is ' || coalesce(i.status::text || ' over ' || i.total, 'missing') AS wrong
      FROM billing_periods p LEFT JOIN invoices i ON i.billing_period_id = p.id AND i.status <> 'void'
      WHERE p.status <> CASE WHEN i.id IS NULL THEN CASE p.status WHEN 'cancelled' THEN 'cancelled' ELSE 'pending' END
          WHEN i.status = 'paid' THEN 'paid' ELSE 'invoiced' END::"BillingPeriodStatus"
        OR i.total <> p.total_amount OR i.status = 'draft'
        OR (p.status IN ('invoiced', 'paid')) <> (p.invoice_date IS NOT NULL) OR (p.status = 'paid') <> (p.payment_date IS NOT NULL)
      UNION ALL
      SELECT 'billing_periods ' || billing_period_id, 'has ' || count(*) || ' invoices that are not void' FROM invoices
      WHERE billing_period_id IS NOT NULL AND status <> 'void' GROUP BY billing_period_id HAVING count(*) > 1`,
  },
  {
    number: 12,
    says: 'billing periods of one contract never overlap',
    sql: `
      SELECT 'billing_periods ' || id AS row, 'begins ' || period_start || ', the one before it ends ' || before AS wrong
      FROM (SELECT id, period_start, max(period_end) OVER (PARTITION BY contract_id ORDER BY period_start, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM billing_periods WHERE status <> 'cancelled') p
      WHERE before >= period_start`,
  },
  {
    number: 12,
    says: 'a billing period is invoiced from its first day on, in order',
    sql: `
      SELECT 'invoices ' || i.id AS row, 'was issued ' || i.issued_at || ', its period begins ' || p.period_start AS wrong
      FROM invoices i JOIN billing_periods p ON p.id = i.billing_period_id
      -- The account may have moved since: no zone on earth is ahead of this.
      WHERE ((i.issued_at + interval '14 hours') AT TIME ZONE 'UTC')::date < p.period_start
      UNION ALL
      SELECT 'billing_periods ' || p.id, 'has never been invoiced although a later one has' FROM billing_periods p
      WHERE p.status = 'pending' AND NOT EXISTS (SELECT 1 FROM invoices WHERE billing_period_id = p.id)
        AND EXISTS (SELECT 1 FROM billing_periods later WHERE later.contract_id = p.contract_id
          AND later.status IN ('invoiced', 'paid') AND later.period_start > p.period_start)`,
  },
  {
    number: 12,
    says: 'what is to be invoiced belongs to an active contract whose billing is enabled',
    sql: `
      SELECT 'billing_periods ' || p.id AS row, 'is pending, contract ' || c.id || ' is ' || c.status ||
        CASE WHEN c.billing_enabled THEN '' ELSE ' and not billed' END AS wrong
      FROM billing_periods p JOIN contracts c ON c.id = p.contract_id
      WHERE p.status = 'pending' AND NOT (c.status = 'active' AND c.billing_enabled)
        AND NOT (p.needs_release AND EXISTS (SELECT 1 FROM invoices WHERE billing_period_id = p.id AND status = 'void'))
      UNION ALL
      SELECT 'contracts ' || id, status || ', but billing is enabled' FROM contracts
      WHERE billing_enabled AND (status <> 'active' OR billing_enabled_at IS NULL OR billing_start_date IS NULL OR billing_end_date IS NULL)`,
  },
  {
    number: 12,
    says: 'each month of a line item is billed once, and for exactly its part',
    sql: `
      WITH RECURSIVE roots AS (
        SELECT id, id AS root FROM contract_line_items WHERE continues_id IS NULL
        UNION ALL SELECT t.id, r.root FROM roots r JOIN contract_line_items t ON t.continues_id = r.id),
      asked AS (
        SELECT l.* FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id WHERE l.contract_line_item_id IS NOT NULL AND i.status <> 'void')
      SELECT 'contract_line_items ' || r.root AS row, 'its month ' || month || ' is billed ' || count(*) || ' times' AS wrong
      FROM asked l JOIN roots r ON r.id = l.contract_line_item_id CROSS JOIN unnest(l.item_months) AS month
      GROUP BY r.root, month HAVING count(*) > 1
      UNION ALL
      SELECT 'invoice_lines ' || l.id, 'asks for ' || l.amount || ', the months of its item come to ' || part.amount
      FROM asked l JOIN contract_line_items t ON t.id = l.contract_line_item_id
      CROSS JOIN LATERAL (SELECT ${partOf('t.amount')} AS amount) part
      WHERE l.amount <> part.amount
      UNION ALL
      SELECT 'invoices ' || i.id, 'takes off ' || i.discount_total || ', its months come to ' || sum(part.amount)
      FROM asked l JOIN invoices i ON i.id = l.invoice_id JOIN contract_line_items t ON t.id = l.contract_line_item_id
      JOIN contract_versions v ON v.id = t.version_id
      CROSS JOIN LATERAL (SELECT ${partOf('round(t.amount * v.discount_percent / 100, currency_decimals(t.currency))')} AS amount) part
      GROUP BY i.id HAVING i.discount_total <> sum(part.amount)`,
  },
  {
    number: 13,
    says: 'a document that is ready has its file, its hash and its size, and what was signed has a document',
    sql: `
      SELECT 'documents ' || id AS row, status || ' without file, hash or size' AS wrong FROM documents
      WHERE (status = 'ready') <> (storage_key IS NOT NULL AND sha256 IS NOT NULL AND byte_size IS NOT NULL AND made_at IS NOT NULL)
      UNION ALL
      SELECT 'documents ' || d.id, 'is of something that is not issued or signed' FROM documents d
      LEFT JOIN invoices i ON i.id = d.invoice_id LEFT JOIN contract_versions v ON v.id = d.contract_version_id
      WHERE coalesce(i.status = 'draft', v.status <> 'signed', true)
      UNION ALL
      SELECT 'contract_versions ' || v.id, 'is signed and has no document' FROM contract_versions v
      WHERE v.status = 'signed' AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.contract_version_id = v.id)`,
  },
  {
    number: 14,
    says: 'an account has an owner, and no more people than its plan has seats',
    sql: `
      SELECT 'accounts ' || a.id AS row, 'has no owner' AS wrong FROM accounts a
      WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.account_id = a.id AND u.role = 'owner' AND u.removed_at IS NULL)
      UNION ALL
      SELECT 'accounts ' || a.id, 'has ' || people.count || ' people and ' || p.max_users || ' seats' FROM accounts a
      LEFT JOIN subscriptions s ON s.account_id = a.id JOIN plans p ON p.id = coalesce(s.plan_id, a.signup_plan_id)
      CROSS JOIN LATERAL (SELECT count(*), max(created_at) AS last FROM users u WHERE u.account_id = a.id AND u.removed_at IS NULL) people
      -- A smaller plan, or fewer seats in it, sends nobody away.
      WHERE people.count > p.max_users AND people.last > greatest(s.updated_at, p.updated_at)
      UNION ALL
      SELECT 'users ' || id, 'was removed and can still sign in' FROM users WHERE removed_at IS NOT NULL AND is_active`,
  },
];
