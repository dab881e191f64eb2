import {
  act,
  type Colleague,
  confirm,
  confirmed,
  newEmail,
  newTenant,
  PASSWORD,
  postJson,
  type Reply,
  register,
  type Tenant,
} from './http-client.js';
import type { Site } from './site.js';

/** Something that somebody asks for over HTTP, and how the rows tell whether it was done. */
export interface Deed {
  name: string;
  send(): Promise<Reply>;
  /** 0: not at all; 1: once and whole, with its audit entries and mail; anything between or beyond is a defect. */
  timesDone(): Promise<number>;
  /** Sent again, this answer says that it is done. */
  saysDone(reply: Reply): boolean;
  /** How much of it an answer promises: a bulk reports on each row. */
  claims(reply: Reply): number;
  /** A repeat is told what the first was told, byte for byte. */
  keyed: boolean;
}

/** One of each, on accounts of their own, ready to be sent. */
export async function newDeeds(site: Site, { cookie, token }: Colleague): Promise<Deed[]> {
  const [paying, rejected, adjusted, ...approved] = await Promise.all(
    Array.from({ length: 6 }, () => newTenant(site.baseUrl)),
  );
  if (paying === undefined || rejected === undefined || adjusted === undefined) throw new Error('nobody signed up');
  const ids = await Promise.all([rejected, ...approved].map((tenant) => confirmed(site.baseUrl, tenant)));
  const [rejectedId = 0, ...approvedIds] = ids;
  return [
    signUp(site),
    confirmation(site, paying),
    bulkApproval(site, cookie, approvedIds),
    rejection(site, cookie, rejectedId),
    adjustment(site, token, adjusted),
  ];
}

function signUp(site: Site): Deed {
  const email = newEmail();
  return {
    name: 'signup',
    keyed: false,
    send: () => register(site.baseUrl, email),
    saysDone: ({ status, code }) => status === 201 || code === 'email_taken',
    claims: ({ status }) => (status === 201 ? 1 : 0),
    async timesDone() {
      const done = await timesEach(
        site,
        `SELECT count(*) FROM users WHERE email = $1`,
        `SELECT count(*) FROM invoices i JOIN users u USING (account_id) WHERE u.email = $1`,
        `SELECT count(*) FROM audit_entries a JOIN users u USING (account_id) WHERE u.email = $1 AND action = 'account.sign_up'`,
        `SELECT count(*) FROM mails WHERE to_email = $1 AND kind = 'verify-email'`,
      )(email);
      if (done !== 1) return done;
      const login = await postJson(`${site.baseUrl}/api/v1/auth/login`, { email, password: PASSWORD });
      return login.status === 200 ? 1 : 0.5;
    },
  };
}

function confirmation(site: Site, tenant: Tenant): Deed {
  const key = `confirm-${tenant.invoiceId}`;
  return {
    name: 'confirmation with upload',
    keyed: true,
    send: () => confirm(site.baseUrl, tenant, key),
    saysDone: ({ status }) => status === 201,
    claims: ({ status }) => (status === 201 ? 1 : 0),
    timesDone: () =>
      timesEach(
        site,
        `SELECT count(*) FROM payments WHERE invoice_id = $1`,
        `SELECT count(*) FROM payment_proofs f JOIN payments p ON p.id = f.payment_id WHERE p.invoice_id = $1`,
        `SELECT count(*) FROM audit_entries a JOIN payments p ON p.id = a.entity_id
         WHERE a.entity_type = 'Payment' AND a.action = 'payment.confirm' AND p.invoice_id = $1`,
        `SELECT count(*) FROM mails WHERE kind = 'confirmation-received' AND (data->>'invoiceId')::int = $1`,
      )(tenant.invoiceId),
  };
}

export function bulkApproval(site: Site, cookie: string, recordIds: number[]): Deed {
  return {
    name: 'bulk approval',
    keyed: false,
    send: () => act(site.baseUrl, cookie, 'Payment/actions/approvePayments', { recordIds }),
    saysDone: (reply) => claimed(reply) === recordIds.length,
    claims: (reply) => claimed(reply) / recordIds.length,
    async timesDone() {
      const done = await timesEach(
        site,
        `SELECT count(*) FROM payments WHERE status = 'succeeded' AND id = ANY ($1::int[])`,
        `SELECT count(*) FROM invoices i JOIN payments p ON p.invoice_id = i.id WHERE i.status = 'paid' AND p.id = ANY ($1::int[])`,
        `SELECT count(*) FROM credit_transactions WHERE source_type = 'payment' AND source_id = ANY ($1::int[]::text[])`,
        `SELECT count(*) FROM audit_entries WHERE action = 'payment.approve' AND entity_id = ANY ($1::int[])`,
        `SELECT count(*) FROM mails m JOIN payments p USING (account_id) WHERE m.kind = 'payment-approved' AND p.id = ANY ($1::int[])`,
      )(recordIds);
      return done / recordIds.length;
    },
  };
}

/** Approved now or before: a report that names every row. */
function claimed({ status, text }: Reply): number {
  if (status !== 200) return 0;
  const { counts } = JSON.parse(text) as { counts?: { approved?: number; already?: number } };
  return (counts?.approved ?? 0) + (counts?.already ?? 0);
}

function rejection(site: Site, cookie: string, paymentId: number): Deed {
  const body = { reason: 'No such transfer arrived' };
  return {
    name: 'reject',
    keyed: false,
    send: () => act(site.baseUrl, cookie, `Payment/records/${paymentId}/rejectPayment`, body),
    saysDone: ({ status }) => status === 200 || status === 409,
    claims: ({ status }) => (status === 200 ? 1 : 0),
    timesDone: () =>
      timesEach(
        site,
        `SELECT count(*) FROM payments WHERE status = 'failed' AND id = $1`,
        `SELECT count(*) FROM audit_entries WHERE action = 'payment.reject' AND entity_id = $1`,
        `SELECT count(*) FROM mails m JOIN payments p USING (account_id) WHERE m.kind = 'payment-rejected' AND p.id = $1`,
      )(paymentId),
  };
}

/** By a program of staff. */
function adjustment(site: Site, token: string, { userId, accountId }: Tenant): Deed {
  const body = { amount: 40, reason: 'Goodwill after an outage' };
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `adjust-${accountId}` };
  return {
    name: 'credit adjustment',
    keyed: true,
    send: () => postJson(`${site.baseUrl}/api/v1/admin/users/${userId}/adjust-credits`, body, headers),
    saysDone: ({ status }) => status === 200,
    claims: ({ status }) => (status === 200 ? 1 : 0),
    timesDone: () =>
      timesEach(
        site,
        `SELECT count(*) FROM credit_transactions WHERE source_type = 'adjustment' AND account_id = $1`,
        `SELECT count(*) FROM audit_entries WHERE action = 'credits.adjust' AND entity_id = $1`,
      )(accountId),
  };
}

/** The number that all these counts agree on; when they do not, something is half done. */
function timesEach(site: Site, ...questions: string[]): (value: unknown) => Promise<number> {
  return async (value) => {
    const sums = questions.map((question) => `(${question})::int`);
    const [row] = await site.query<{ counts: number[] }>(`SELECT ARRAY[${sums.join(', ')}] AS counts`, [value]);
    const counts = row?.counts ?? [];
    const [first = 0] = counts;
    return counts.every((count) => count === first) ? first : Number.NaN;
  };
}
