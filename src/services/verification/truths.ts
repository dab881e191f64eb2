import { CONTRACT_TRUTHS } from './contract-truths.js';
import { GUARDS, MARKED_TRIGGERS } from './guards.js';
import type { Truth } from './truth.js';

/** The truths of accounts, credits, invoices and payments. Checks judge what happened, not today's state of a subscription. */
const BILLING_TRUTHS: Truth[] = [
  {
    number: 1,
    says: "money has at most its currency's decimals",
    sql: `
      SELECT 'invoices ' || id AS row, 'total ' || total || ' ' || currency AS wrong FROM invoices
      WHERE NOT (fits_currency(total, currency) AND fits_currency(subtotal, currency) AND total = subtotal - discount_total + tax_total)
      UNION ALL
      SELECT 'payments ' || id, 'amount ' || amount || ' ' || currency FROM payments WHERE NOT fits_currency(amount, currency)
      UNION ALL
      SELECT 'plans ' || id, 'price ' || price || ' ' || currency FROM plans WHERE NOT fits_currency(price, currency)`,
  },
  {
    number: 1,
    says: "an issued invoice's lines add up to its subtotal",
    sql: `
      SELECT 'invoices ' || i.id AS row, 'lines add up to ' || coalesce(sum(l.amount), 0) || ', subtotal is ' || i.subtotal AS wrong
      FROM invoices i LEFT JOIN invoice_lines l ON l.invoice_id = i.id
      WHERE i.status <> 'draft' GROUP BY i.id HAVING coalesce(sum(l.amount), 0) <> i.subtotal`,
  },
  {
    number: 2,
    says: 'the credit balance is the sum of the ledger',
    sql: `
      SELECT 'accounts ' || a.id AS row, 'balance is ' || a.credit_balance || ', the ledger adds up to ' || coalesce(l.sum, 0) AS wrong
      FROM accounts a LEFT JOIN (SELECT account_id, sum(amount) FROM credit_transactions GROUP BY account_id) l ON l.account_id = a.id
      WHERE a.credit_balance <> coalesce(l.sum, 0) OR a.credit_balance < 0`,
  },
  {
    number: 2,
    says: 'every ledger entry carries the balance after it',
    sql: `
      SELECT 'credit_transactions ' || id AS row, 'balance_after is ' || balance_after || ', the entries up to it add up to ' || running AS wrong
      FROM (SELECT id, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY id) AS running FROM credit_transactions) t
      WHERE balance_after <> running OR balance_after < 0`,
  },
  {
    number: 3,
    says: 'ledger, audit, proofs, signatures and states are guarded against change',
    sql: `
      SELECT 'trigger ' || guard.name AS row,
             CASE WHEN found.mark IS NULL THEN 'is missing or switched off' ELSE 'does not do what it was made for' END AS wrong
      FROM json_each_text('${JSON.stringify(GUARDS)}') AS guard (name, mark)
      LEFT JOIN (${MARKED_TRIGGERS}) AS found ON found.name = guard.name
      WHERE found.mark IS DISTINCT FROM guard.mark`,
  },
  {
    number: 4,
    says: 'a payment grants credits at most once, and what its lines carry',
    sql: `
      SELECT 'payments ' || p.id AS row, 'its invoice carries ' || sold.credits || ' credits, granted were ' || coalesce(granted.credits, 0) AS wrong
      FROM payments p
      JOIN (SELECT invoice_id, sum(credits) AS credits FROM invoice_lines GROUP BY invoice_id) sold ON sold.invoice_id = p.invoice_id
      LEFT JOIN (SELECT source_id, sum(amount) AS credits FROM credit_transactions
                 WHERE source_type = 'payment' AND transaction_type = 'subscription' GROUP BY source_id) granted ON granted.source_id = p.id::text
      WHERE sold.credits <> coalesce(granted.credits, 0) AND p.status IN ('succeeded', 'reversed')
      UNION ALL
      SELECT 'credit_transactions ' || c.id, 'grants for payment ' || c.source_id || ', which did not succeed'
      FROM credit_transactions c LEFT JOIN payments p ON p.id::text = c.source_id
      WHERE c.source_type = 'payment' AND (p.id IS NULL OR p.status NOT IN ('succeeded', 'reversed') OR p.account_id <> c.account_id)`,
  },
  {
    number: 5,
    says: 'an approved payment made all its writes together',
    sql: `
      SELECT 'payments ' || p.id AS row,
             concat_ws('; ',
               CASE WHEN i.status <> 'paid' THEN 'invoice is ' || i.status END,
               CASE WHEN i.subscription_id IS NOT NULL AND i.period_end IS NULL THEN 'invoice has no period' END,
               CASE WHEN a.entries <> 1 THEN 'approval is audited ' || a.entries || ' times' END) AS wrong
      FROM payments p JOIN invoices i ON i.id = p.invoice_id
      CROSS JOIN LATERAL (SELECT count(*) AS entries FROM audit_entries
        WHERE entity_type = 'Payment' AND entity_id = p.id AND action = 'payment.approve') a
      WHERE p.status = 'succeeded' AND (i.status <> 'paid' OR a.entries <> 1 OR (i.subscription_id IS NOT NULL AND i.period_end IS NULL))`,
  },
  {
    number: 5,
    says: 'an account that paid for a plan is not left waiting, and one that waits has not paid',
    sql: `
      SELECT 'accounts ' || a.id AS row, 'is pending_payment although a plan invoice is paid' AS wrong
      FROM accounts a WHERE a.status = 'pending_payment'
        AND EXISTS (SELECT 1 FROM invoices i WHERE i.account_id = a.id AND i.status = 'paid' AND i.subscription_id IS NOT NULL)`,
  },
  {
    number: 6,
    says: 'an invoice has at most one succeeded and one pending payment, and is paid exactly when one succeeded',
    sql: `
      SELECT 'invoices ' || i.id AS row, i.status || ' with ' || p.succeeded || ' succeeded and ' || p.pending || ' pending payments' AS wrong
      FROM invoices i
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
        count(*) FILTER (WHERE status = 'pending_approval') AS pending FROM payments WHERE invoice_id = i.id) p
      WHERE p.succeeded > 1 OR p.pending > 1 OR (p.succeeded = 1) <> (i.status = 'paid') OR (p.pending = 1 AND i.status <> 'pending')`,
  },
  {
    number: 7,
    says: 'invoice numbers are gapless per account and month',
    sql: `
      SELECT 'accounts ' || account_id AS row, number_month || ' has ' || count(*) || ' invoices but the last is number ' || max(number_sequence) AS wrong
      FROM invoices WHERE number IS NOT NULL GROUP BY account_id, number_month
      HAVING count(*) <> max(number_sequence) OR min(number_sequence) <> 1 OR count(DISTINCT number) <> count(*)`,
  },
  {
    number: 8,
    says: 'an issued invoice carries its buyer and seller',
    sql: `
      SELECT 'invoices ' || id AS row, 'has no snapshot of buyer or seller' AS wrong FROM invoices
      WHERE status <> 'draft' AND (metadata -> 'billing_snapshot' -> 'email' IS NULL OR seller_snapshot -> 'legal_name' IS NULL)`,
  },
  {
    number: 9,
    says: 'what hangs together belongs to one account',
    sql: `
      SELECT 'payments ' || p.id AS row, 'account ' || p.account_id || ', but its invoice belongs to ' || i.account_id AS wrong
      FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE i.account_id <> p.account_id OR i.currency <> p.currency
      UNION ALL
      SELECT 'payment_proofs ' || f.id, 'account ' || f.account_id || ', but its payment belongs to ' || p.account_id
      FROM payment_proofs f JOIN payments p ON p.id = f.payment_id WHERE p.account_id <> f.account_id
      UNION ALL
      SELECT 'subscriptions ' || s.id, 'account ' || s.account_id || ', but an invoice of it belongs to ' || i.account_id
      FROM subscriptions s JOIN invoices i ON i.subscription_id = s.id WHERE i.account_id <> s.account_id`,
  },
  {
    number: 9,
    says: 'an account in business has a subscription, one that is not started has none',
    sql: `
      SELECT 'accounts ' || a.id AS row, a.status || CASE WHEN s.id IS NULL THEN ' without' ELSE ' with' END || ' a subscription' AS wrong
      FROM accounts a LEFT JOIN subscriptions s ON s.account_id = a.id
      WHERE (a.status IN ('trial', 'pending_payment', 'active', 'suspended') AND s.id IS NULL) OR (a.status IN ('pending', 'rejected') AND s.id IS NOT NULL)
      UNION ALL
      SELECT 'accounts ' || a.id, 'has no owner' FROM accounts a
      WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.account_id = a.id AND u.role = 'owner' AND u.removed_at IS NULL)`,
  },
  {
    number: 10,
    says: 'every decision on a payment queued its mail',
    sql: `
      SELECT 'audit_entries ' || e.id AS row, e.action || ' of payment ' || e.entity_id || ' queued no mail' AS wrong
      FROM audit_entries e
      WHERE e.action IN ('payment.approve', 'payment.reject') AND NOT EXISTS (
        SELECT 1 FROM mails m WHERE m.account_id = e.account_id AND m.created_at = e.created_at
          AND m.kind = CASE e.action WHEN 'payment.approve' THEN 'payment-approved' ELSE 'payment-rejected' END)`,
  },
  {
    number: 10,
    says: 'a delivered mail keeps no token',
    sql: `SELECT 'mails ' || id AS row, 'is sent and still holds its link' AS wrong FROM mails WHERE status = 'sent' AND secret IS NOT NULL`,
  },
];

export const TRUTHS: Truth[] = [...BILLING_TRUTHS, ...CONTRACT_TRUTHS].sort((a, b) => a.number - b.number);
