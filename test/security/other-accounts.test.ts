import { beforeAll, describe, expect, it } from 'vitest';
import { TENANT_LINES } from '../../src/api/tenant-access.js';
import { inviteUser } from '../../src/services/users/invite-user.js';
import { openTokenSession } from '../../src/services/users/tokens.js';
import { signedIn, type Visitor } from '../api/pages/visitor.js';
import { sentContract, signedContract } from '../support/contract-factories.js';
import {
  activeTenant,
  confirmTransfer,
  inviteColleague,
  issueOneOff,
  offerPlan,
  type Tenant,
} from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';

const server = useServer();
/** Stands in every text of the other account, so that not a word of it can slip out unseen. */
const HIDDEN = 'Hidden Harbour';
const NOBODYS = 2_000_000_000;

interface Person {
  tenant: Tenant;
  access: string;
  browser: Visitor;
}

interface Rows {
  invoices: number[];
  openInvoice: number;
  payment: number;
  proof: number;
  contracts: number[];
  sent: { contractId: number; versionId: number; documentSha256: string };
  colleague: number;
  invitation: number;
}

let intruder: Person;
let owner: Person;
let own: Rows;
let others: Rows;

beforeAll(async () => {
  const { slug: planSlug } = await offerPlan(server, { maxUsers: 5 });
  const mine = await activeTenant(server, { planSlug });
  const theirs = await activeTenant(server, { planSlug, accountName: HIDDEN, fullName: HIDDEN });
  [own, others] = [await rowsOf(mine, 'Open Meadow'), await rowsOf(theirs, HIDDEN)];
  [intruder, owner] = [await personOf(mine), await personOf(theirs)];
});

/** One of everything that an address can name. */
async function rowsOf(tenant: Tenant, label: string): Promise<Rows> {
  const { accountId } = tenant;
  const [openInvoice, confirmed] = [await issueOneOff(server, accountId), await issueOneOff(server, accountId)];
  const slip = { name: `${label}.pdf`, bytes: Buffer.from(`%PDF-1.4\n${label}\n%%EOF\n`) };
  const payment = await confirmTransfer(server, tenant, confirmed, { manualReference: label, proof: slip });
  const proof = await server.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId: payment } });
  const sent = await sentContract(server, tenant, { title: label });
  const signed = await signedContract(server, tenant, { title: label });
  const colleague = await inviteColleague(server, tenant, { fullName: label });
  const email = `invited@${label.toLowerCase().replace(' ', '-')}.example`;
  const { invitationId } = await inviteUser(tenant.ctx, { email, role: 'viewer' });
  const paid = await server.prisma.invoice.findFirstOrThrow({ where: { accountId, status: 'paid' } });
  return {
    invoices: [paid.id, openInvoice],
    openInvoice,
    payment,
    proof: proof.id,
    contracts: [sent.contractId, signed.contractId],
    sent,
    colleague: colleague.userId,
    invitation: invitationId,
  };
}

async function personOf(tenant: Tenant): Promise<Person> {
  const user = await server.prisma.user.findUniqueOrThrow({ where: { id: tenant.userId } });
  const { access } = await openTokenSession(tenant.ctx, user);
  return { tenant, access, browser: await signedIn(server, tenant.email) };
}

/** Whose id a place in an address takes. A new kind of row needs a line here. */
function idsFor(path: string, rows: Rows): number[] {
  const kinds: [RegExp, number[]][] = [
    [/invoices\/\{id\}/, rows.invoices],
    [/payments\/\{id\}/, [rows.payment]],
    [/proofs\/\{id\}/, [rows.proof]],
    [/contracts\/\{id\}/, rows.contracts],
    [/people\/\{id\}/, [rows.colleague]],
    [/invitations\/\{id\}/, [rows.invitation]],
  ];
  const found = kinds.find(([pattern]) => pattern.test(path));
  if (found === undefined) throw new Error(`${path}: say in this test whose ids it takes`);
  return found[1];
}

/** Everything that some form or program sends, all of it right, so that only the account stands in the way. */
function wholeBody(rows: Rows): Record<string, string> {
  return {
    invoice_id: String(rows.openInvoice),
    payment_method: 'bank_transfer',
    manual_reference: 'BT-intruder',
    amount: '15.00',
    version_id: String(rows.sent.versionId),
    document_sha256: rows.sent.documentSha256,
    typed_name: 'Somebody Else',
    consent: 'true',
    reason: 'Because I can',
    role: 'admin',
    version: '1',
    confirm: 'yes',
  };
}

interface Told {
  status: number;
  location: string;
  text: string;
}

async function ask(person: Person, method: string, path: string, body?: object, headers = {}): Promise<Told> {
  const isPage = /^\/app\b/.test(path);
  const proof = isPage
    ? { cookie: person.browser.cookie(), origin: server.baseUrl }
    : { authorization: `Bearer ${person.access}` };
  const answer = await server.fetch(isPage ? path : `/api/v1${path}`, {
    method,
    headers: {
      ...proof,
      ...(body === undefined
        ? {}
        : { 'content-type': isPage ? 'application/x-www-form-urlencoded' : 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isPage ? new URLSearchParams({ ...body }) : JSON.stringify(body) }),
  });
  const location = answer.headers.get('location') ?? '';
  return { status: answer.status, location, text: await answer.text() };
}

/** What the asker learns: where a page is only drawn anew, its status; of a program's answer every word but the request id. */
function learned({ status, location, text }: Told, id: number): unknown[] {
  const isJson = text.startsWith('{');
  const { request_id: _, ...answer } = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return [status, location.replace(`/${id}`, '/{id}'), answer, text.includes(HIDDEN)];
}

const NAMING = TENANT_LINES.filter(({ path }) => path.includes('{'));
const ACCOUNT_FIELDS = [
  'account_id',
  'accountId',
  'account',
  'client_id',
  'user_id',
  'userId',
  'invoice_id',
  'invoiceId',
];
const CURSORS = ['cursor', 'before', 'payments_before', 'invoices_before'];
const LISTING = TENANT_LINES.filter(({ path, method }) => !path.includes('{') && method === 'GET');

describe("another account's id", () => {
  it.each(NAMING)('is answered like one that nobody has, and nothing happens: $route', async ({ method, path }) => {
    const before = await businessRows();
    for (const id of idsFor(path, others)) {
      const body =
        method === 'GET' ? undefined : { ...wholeBody(others), ...(path.includes('sign') ? { consent: true } : {}) };
      const at = (wanted: number) => path.replace('{id}', String(wanted)).replace('{number}', '1');
      const told = learned(await ask(intruder, method, at(id), body), id);
      expect(told).toEqual(learned(await ask(intruder, method, at(NOBODYS), body), NOBODYS));
      expect(told[0]).toBe(path.endsWith('decline') && method === 'GET' ? 303 : 404);
    }
    expect(await businessRows()).toEqual(before);
  });

  it.each(NAMING.filter(({ method }) => method === 'GET'))('opens to its own account: $route', async ({ path }) => {
    for (const id of idsFor(path, others).slice(-1)) {
      const { status } = await ask(owner, 'GET', path.replace('{id}', String(id)).replace('{number}', '1'));
      expect([200, 303]).toContain(status);
    }
  });

  it.each(LISTING)('brings none of its rows, in whatever field of an address: $route', async ({ path }) => {
    const { invoices, payment, contracts, colleague } = others;
    const beyond = String(Math.max(...invoices, payment, ...contracts, colleague) + 1);
    const query = new URLSearchParams([
      ...ACCOUNT_FIELDS.map((name): [string, string] => [name, String(owner.tenant.accountId)]),
      ...CURSORS.map((name): [string, string] => [name, beyond]),
    ]);
    const told = await ask(intruder, 'GET', `${path}?${query}`);
    expect(told.status).toBe(200);
    for (const word of [HIDDEN, 'hidden-harbour', owner.tenant.email])
      expect([word, told.text.includes(word)]).toEqual([word, false]);
  });

  it('in a body pays no invoice and signs no version', async () => {
    const before = await businessRows();
    const pay = await ask(intruder, 'POST', '/billing/payments/confirm', {
      ...wholeBody(others),
      invoice_id: others.openInvoice,
    });
    expect([pay.status, JSON.parse(pay.text).code]).toEqual([404, 'invoice_not_found']);
    const foreignText = await ask(intruder, 'POST', `/customer/contracts/${own.sent.contractId}/sign`, {
      document_sha256: others.sent.documentSha256,
      typed_name: 'Somebody Else',
      consent: true,
    });
    expect(foreignText.status).toBe(409);
    for (const step of ['sign', 'decline']) {
      const told = await ask(intruder, 'POST', `/app/contracts/${own.sent.contractId}/${step}`, wholeBody(others));
      expect([step, told.status]).toEqual([step, 404]);
    }
    expect(await businessRows()).toEqual(before);
  });

  it('of a request is answered to nobody who sends the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'the-key-of-somebody' };
    const invoice = await issueOneOff(server, owner.tenant.accountId);
    const body = { invoice_id: invoice, payment_method: 'bank_transfer', manual_reference: HIDDEN, amount: '15.00' };
    expect((await ask(owner, 'POST', '/billing/payments/confirm', body, key)).status).toBe(201);
    const told = await ask(intruder, 'POST', '/billing/payments/confirm', body, key);
    expect([told.status, told.text.includes(HIDDEN)]).toEqual([404, false]);
  });
});

async function businessRows() {
  const { user_sessions: _sessions, rate_limits: _limits, idempotency_keys: _keys, ...rows } = await allRows(server);
  return rows;
}
