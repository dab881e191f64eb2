import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { declineVersion } from '../../src/services/contracts/decline-version.js';
import { systemContext, userContext } from '../support/contexts.js';
import {
  billedContract,
  draftedContract,
  sentContract,
  signedContract,
  signNext,
} from '../support/contract-factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';
import { get, post, register, type Tenant } from './client.js';

const server = useServer({ startsAt: '2026-03-10T09:30:00Z' });
let tenant: Tenant;
let stranger: Tenant;
beforeAll(async () => {
  tenant = await register(server);
  stranger = await register(server);
});

const CONTRACTS = '/api/v1/customer/contracts';
/** What the tests read of a contract on the wire. */
interface Contract {
  id: number;
  number: string;
  status: string;
  total: string;
  my_signature_waits: boolean;
  next_invoice: { date: string; amount: string } | null;
  versions: {
    number: number;
    status: string;
    document_sha256: string;
    decline_reason: string;
    content: { text_html: string; totals: { net: string }; schedule: unknown[] };
    signers: { name: string; turn: boolean; signed_at: string | null; typed_name: string | null; is_me: boolean }[];
    pdf: { status: string } | null;
  }[];
}
const contractOf = async (id: number, who = tenant): Promise<Contract> =>
  (await get(server, `${CONTRACTS}/${id}`, who)).body.data as unknown as Contract;
const sign = (id: number, body: object, who: { access: string } = tenant, headers = {}) =>
  post(server, `${CONTRACTS}/${id}/sign`, body, { access: who.access, headers });
const signature = (documentSha256: string) => ({
  document_sha256: documentSha256,
  typed_name: 'Amina Khan',
  consent: true,
});

describe('the contracts of an account (C70)', () => {
  test('are those that were sent to it, newest first, a page at a time', async () => {
    const who = await register(server);
    await draftedContract(server, who);
    const first = await sentContract(server, who, { title: 'First' });
    const second = await sentContract(server, who, { title: 'Second' });
    const { body } = await get(server, `/api/customer/contracts/?limit=1`, who);
    expect(body.data).toMatchObject([
      { id: second.contractId, title: 'Second', status: 'sent', total: '180.00', my_signature_waits: true },
    ]);
    const next = await get(server, `${CONTRACTS}?cursor=${body.next_cursor}`, who);
    expect(next.body.data).toMatchObject([{ id: first.contractId, start_date: '2026-04-01', end_date: '2026-09-30' }]);
    expect(next.body.next_cursor).toBeNull();
  });

  test('are read with every version as it was sent: text, items, schedule, signers', async () => {
    const { contractId, documentSha256, number } = await sentContract(server, tenant);
    const contract = await contractOf(contractId);
    const [version] = contract.versions;
    expect(version).toMatchObject({ number: 1, status: 'sent', document_sha256: documentSha256, pdf: null });
    expect(version?.content.text_html).toMatch(new RegExp(`<h2[^>]*>Contract ${number}</h2>`));
    expect(version?.content).toMatchObject({ totals: { net: '180.00' }, items: [{ amount: '30.00' }] });
    expect(version?.content.schedule).toHaveLength(6);
    expect(version?.signers.map(({ turn, is_me }) => [turn, is_me])).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  test("are nobody else's: another account's, a draft and a number nobody has are all 404", async () => {
    const sent = await sentContract(server, tenant);
    const signed = await signedContract(server, tenant);
    const draft = await draftedContract(server, tenant);
    const before = await withoutCounters();
    const asked = [
      get(server, `${CONTRACTS}/${sent.contractId}`, stranger),
      get(server, `${CONTRACTS}/${signed.contractId}/pdf`, stranger),
      sign(sent.contractId, signature(sent.documentSha256), stranger),
      get(server, `${CONTRACTS}/${draft.contractId}`, tenant),
      get(server, `${CONTRACTS}/999999`, tenant),
      get(server, `${CONTRACTS}/0`, tenant),
    ];
    for (const { status, body } of await Promise.all(asked)) {
      expect([status, body.success]).toEqual([404, false]);
    }
    expect((await get(server, CONTRACTS, stranger)).body.data).toEqual([]);
    expect(await withoutCounters()).toEqual(before);
  });
});

describe('signing over the API (C71)', () => {
  test('keeps name, consent, address, program and moment; the last signature makes it signed', async () => {
    const { contractId, versionId, documentSha256 } = await sentContract(server, tenant);
    const answer = await sign(contractId, signature(documentSha256), tenant, { 'user-agent': 'erp/1.0' });
    expect([answer.status, answer.body.data]).toEqual([200, { contract_id: contractId, completed: false }]);
    expect(await server.prisma.contractSignature.findFirstOrThrow({ where: { versionId } })).toMatchObject({
      typedName: 'Amina Khan',
      userAgent: 'erp/1.0',
      ipAddress: '127.0.0.1',
      documentSha256,
      signedAt: server.clock.now(),
    });
    expect(await contractOf(contractId)).toMatchObject({ status: 'sent', my_signature_waits: false });
    expect(await signNext(server, versionId)).toBe(true);
    expect((await contractOf(contractId)).status).toBe('signed');
  });

  test('is refused with a sentence, and leaves nothing', async () => {
    const { contractId, documentSha256 } = await sentContract(server, tenant);
    const before = await withoutCounters();
    const right = signature(documentSha256);
    const attempts: [object, number, string][] = [
      [{ ...right, document_sha256: createHash('sha256').digest('hex') }, 409, 'document_changed'],
      [{ ...right, document_sha256: 'x' }, 400, 'invalid_input'],
      [{ ...right, consent: false }, 400, 'invalid_input'],
      [{ ...right, typed_name: ' ' }, 400, 'invalid_input'],
      [{}, 400, 'invalid_input'],
    ];
    for (const [body, status, code] of attempts) {
      const refused = await sign(contractId, body);
      expect([refused.status, refused.body.code], JSON.stringify(body)).toEqual([status, code]);
    }
    expect(await withoutCounters()).toEqual(before);
  });

  test('happens once, and with an Idempotency-Key is answered again', async () => {
    const { contractId, versionId, documentSha256 } = await sentContract(server, tenant);
    const key = { 'idempotency-key': `sign-${contractId}` };
    const [first, again] = [
      await sign(contractId, signature(documentSha256), tenant, key),
      await sign(contractId, signature(documentSha256), tenant, key),
    ];
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    const second = await sign(contractId, signature(documentSha256));
    expect([second.status, second.body.code]).toEqual([409, 'already_signed']);
    expect(await server.prisma.contractSignature.count({ where: { versionId } })).toBe(1);
  });

  test('is for whom the version names, and for nothing that was declined', async () => {
    const { contractId, versionId, documentSha256 } = await sentContract(server, tenant);
    const ctx = await userContext(server, tenant.userId);
    await declineVersion(ctx, { versionId, reason: 'The price is not what we agreed' });
    const refused = await sign(contractId, signature(documentSha256));
    expect([refused.status, refused.body.code]).toEqual([409, 'version_not_open']);
    const [version] = (await contractOf(contractId)).versions;
    expect(version).toMatchObject({ status: 'declined', decline_reason: 'The price is not what we agreed' });
  });
});

describe('the PDF of a contract', () => {
  test('is the newest signed version, the same bytes each time', async () => {
    const { contractId, number } = await signedContract(server, tenant);
    const file = await download(`${CONTRACTS}/${contractId}/pdf`);
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="${number}-v1.pdf"; filename*=UTF-8''${number}-v1.pdf`,
    );
    expect(file.sha256).toBe((await download(`${CONTRACTS}/${contractId}/pdf?version=1`)).sha256);
    const document = await server.prisma.document.findFirstOrThrow({
      where: { kind: 'contract', sha256: file.sha256 },
    });
    expect(document.status).toBe('ready');
    expect((await contractOf(contractId)).versions[0]?.pdf).toEqual({ status: 'ready', sha256: file.sha256 });
  });

  test('does not exist before the last signature, nor for a version that was not signed', async () => {
    const sent = await sentContract(server, tenant);
    const signed = await signedContract(server, tenant);
    for (const path of [`${sent.contractId}/pdf`, `${signed.contractId}/pdf?version=2`]) {
      const { status, body } = await get(server, `${CONTRACTS}/${path}`, tenant);
      expect([status, body.code]).toEqual([404, 'document_not_found']);
    }
    const odd = await get(server, `${CONTRACTS}/${signed.contractId}/pdf?version=one`, tenant);
    expect([odd.status, odd.body.code]).toEqual([400, 'invalid_input']);
  });
});

describe('billing of an account (C72)', () => {
  test('says what is owed, what comes next, and each period with its invoice', async () => {
    const who = await register(server);
    const { contractId, number } = await billedContract(server, who);
    const now = server.clock.now();
    server.clock.set('2026-04-01T12:00:00Z');
    await issueDuePeriods(systemContext(server));
    const fresh = await post(server, '/api/v1/auth/login', { email: who.email, password: 'TestPass123!' });
    const { body } = await get(server, '/api/customer/billing', { access: fresh.body.data.access });
    server.clock.set(now);
    const billing = body.data as unknown as { periods: Record<string, unknown>[] };
    expect(billing).toMatchObject({
      outstanding: [{ currency: 'USD', amount: '30.00', count: 1 }],
      overdue: [],
      next_invoice: { date: '2026-05-01', amount: '30.00', contract_id: contractId, contract_number: number },
    });
    expect(billing.periods).toHaveLength(6);
    expect(billing.periods[0]).toMatchObject({
      period_start: '2026-04-01',
      period_end: '2026-04-30',
      status: 'invoiced',
      total_amount: '30.00',
      invoice_number: expect.stringMatching(/^INV-/),
    });
  });

  test('is empty for an account without contracts', async () => {
    const { body } = await get(server, '/api/v1/customer/billing', stranger);
    expect(body.data).toEqual({ outstanding: [], overdue: [], next_invoice: null, periods: [], credits: 2000 });
  });
});

describe('the PDF of an invoice (B17)', () => {
  test('is a file named after the number, known by its SHA-256, kept by nobody on the way', async () => {
    const { invoice, access } = await register(server, { plan_slug: 'starter' });
    const path = `/api/v1/billing/invoices/${invoice.id}/pdf`;
    const file = await download(path, access);
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="${invoice.number}.pdf"; filename*=UTF-8''${invoice.number}.pdf`,
    );
    expect(file.headers.get('etag')).toBe(`"${file.sha256}"`);
    expect(file.headers.get('cache-control')).toBe('private, no-cache');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await download(path, access)).sha256).toBe(file.sha256);
    const headers = { authorization: `Bearer ${access}`, 'if-none-match': `"${file.sha256}"` };
    const unchanged = await server.fetch(path, { headers });
    expect([unchanged.status, (await unchanged.arrayBuffer()).byteLength]).toEqual([304, 0]);
    const head = await server.fetch(path, { method: 'HEAD', headers: { authorization: `Bearer ${access}` } });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(file.bytes.length)]);
  });

  test('is 404 for another account, in JSON, and 401 for a stranger', async () => {
    const { invoice } = await register(server, { plan_slug: 'starter' });
    const path = `/api/v1/billing/invoices/${invoice.id}/pdf`;
    const other = await get(server, path, stranger);
    expect([other.status, other.body.code]).toEqual([404, 'document_not_found']);
    expect((await get(server, path)).status).toBe(401);
  });
});

async function download(path: string, access = tenant.access) {
  const response = await server.fetch(path, { headers: { authorization: `Bearer ${access}` } });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  return { bytes, headers: response.headers, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function withoutCounters() {
  const { rate_limits: _counters, ...rows } = await allRows(server);
  return rows;
}
