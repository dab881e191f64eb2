import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { confirmation, get, post, postForm, register, type Tenant } from './client.js';

const server = useServer();
const PATH = '/api/v1/billing/payments/confirm';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function payingTenant(): Promise<Tenant> {
  return register(server, { plan_slug: 'starter', billing_country: 'PK' });
}

function paymentsOf(accountId: number) {
  return server.prisma.payment.findMany({ where: { accountId }, include: { proof: true }, orderBy: { id: 'asc' } });
}

test('a confirmation is answered as programs know it and waits for review (D21–D25)', async () => {
  const { access, invoice } = await payingTenant();
  const body = confirmation(invoice.id, {
    manual_notes: 'Transferred via ABC Bank on Dec 8',
    currency: 'USD',
    payer_name: 'Test GmbH',
  });
  const answer = await post(server, PATH, body, { access });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    success: true,
    message: 'Payment confirmation submitted for review. You will be notified once approved.',
    data: {
      payment_id: expect.any(Number),
      invoice_id: invoice.id,
      invoice_number: invoice.number,
      status: 'pending_approval',
      amount: '29.00',
      currency: 'USD',
      manual_reference: 'BT-20251208-12345',
    },
  });
});

test.each([
  '/api/v1/billing/admin/payments/confirm/',
  '/api/billing/payments/confirm',
  '/v1/billing/payments/confirm/',
])('it answers at %s too (X-12, X-28)', async (path) => {
  const { access, invoice } = await payingTenant();
  expect((await post(server, path, confirmation(invoice.id), { access })).status).toBe(201);
});

test('a slip comes as the file field of a form, under a cleaned name', async () => {
  const { access, accountId, invoice } = await payingTenant();
  const form = new FormData();
  for (const [name, value] of Object.entries(confirmation(invoice.id))) form.set(name, String(value));
  form.set('proof', new Blob([PNG], { type: 'text/html' }), '../../etc/slip‮gnp.png');
  const answer = await postForm(server, PATH, form, { access });
  expect(answer.status).toBe(201);
  const [payment] = await paymentsOf(accountId);
  expect(payment?.proof).toMatchObject({ mediaType: 'image/png', originalName: 'slipgnp.png', byteSize: PNG.length });
  const listed = await get(server, '/api/v1/billing/payments', { access });
  expect(listed.body.data[0]?.proof).toEqual({ id: payment?.proof?.id, name: 'slipgnp.png', media_type: 'image/png' });
});

test('a file that is no picture or PDF is refused, whatever its name says', async () => {
  const { access, accountId, invoice } = await payingTenant();
  const form = new FormData();
  for (const [name, value] of Object.entries(confirmation(invoice.id))) form.set(name, String(value));
  form.set('proof', new Blob(['<script>alert(1)</script>'], { type: 'image/png' }), 'slip.png');
  const answer = await postForm(server, PATH, form, { access });
  expect(answer.status).toBe(415);
  expect(answer.body.details.map(({ path }) => path)).toEqual(['proof']);
  expect(await paymentsOf(accountId)).toEqual([]);
});

test('a file above 10 MB is refused with 413 and a sentence', async () => {
  const { access, accountId, invoice } = await payingTenant();
  const form = new FormData();
  for (const [name, value] of Object.entries(confirmation(invoice.id))) form.set(name, String(value));
  form.set('proof', new Blob([Buffer.alloc(10 * 1024 * 1024 + 1)]), 'slip.pdf');
  const answer = await postForm(server, PATH, form, { access });
  expect([answer.status, answer.body.code, answer.body.error]).toEqual([
    413,
    'too_large',
    'The file may be at most 10 MB.',
  ]);
  expect(await paymentsOf(accountId)).toEqual([]);
});

test("another account's invoice answers like one that does not exist", async () => {
  const [mine, theirs] = [await payingTenant(), await payingTenant()];
  const foreign = await post(server, PATH, confirmation(theirs.invoice.id), { access: mine.access });
  const absent = await post(server, PATH, confirmation(2_000_000_000), { access: mine.access });
  expect([foreign.status, foreign.body.code]).toEqual([404, 'invoice_not_found']);
  expect([absent.status, absent.body.error]).toEqual([404, foreign.body.error]);
  expect(await paymentsOf(theirs.accountId)).toEqual([]);
});

test('an amount or currency other than the invoice says both in its sentence', async () => {
  const { access, invoice } = await payingTenant();
  const amount = await post(server, PATH, confirmation(invoice.id, { amount: '28.99' }), { access });
  expect([amount.status, amount.body.code, amount.body.details[0]?.path]).toEqual([400, 'amount_mismatch', 'amount']);
  expect(amount.body.error).toContain('29.00 USD');
  expect(amount.body.error).toContain('28.99');
  const currency = await post(server, PATH, confirmation(invoice.id, { currency: 'EUR' }), { access });
  expect([currency.status, currency.body.code, currency.body.details[0]?.path]).toEqual([
    400,
    'amount_mismatch',
    'currency',
  ]);
});

test('a second confirmation waits for the first, and a paid invoice takes none', async () => {
  const { access, invoice } = await payingTenant();
  const first = await post(server, PATH, confirmation(invoice.id), { access });
  const second = await post(server, PATH, confirmation(invoice.id), { access });
  expect([second.status, second.body.code]).toEqual([409, 'confirmation_pending']);
  await approvePayments(await staff(server, 'finance'), { paymentIds: [first.body.data.payment_id] });
  const third = await post(server, PATH, confirmation(invoice.id), { access });
  expect([third.status, third.body.code]).toEqual([409, 'invoice_not_payable']);
});

test('a method that the country does not offer is refused at its field', async () => {
  const { access, invoice } = await payingTenant();
  for (const method of ['stripe', 'cash', 'gold']) {
    const answer = await post(server, PATH, confirmation(invoice.id, { payment_method: method }), { access });
    expect([method, answer.status, answer.body.details[0]?.path]).toEqual([method, 400, 'payment_method']);
  }
});

test('a repeat with the same key and body answers what the first did', async () => {
  const { access, accountId, invoice } = await payingTenant();
  const caller = { access, headers: { 'idempotency-key': 'first-try' } };
  const first = await post(server, PATH, confirmation(invoice.id), caller);
  const repeat = await post(server, '/v1/billing/admin/payments/confirm/', confirmation(invoice.id), caller);
  expect([first.status, repeat.status]).toEqual([201, 201]);
  expect(repeat.body).toEqual(first.body);
  expect([first.headers.get('idempotency-replayed'), repeat.headers.get('idempotency-replayed')]).toEqual([
    null,
    'true',
  ]);
  expect(await paymentsOf(accountId)).toHaveLength(1);
});

test('the same key with another body or file is refused', async () => {
  const { access, invoice } = await payingTenant();
  const caller = { access, headers: { 'idempotency-key': 'reused' } };
  await post(server, PATH, confirmation(invoice.id), caller);
  const other = await post(server, PATH, confirmation(invoice.id, { manual_notes: 'changed' }), caller);
  expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  const form = new FormData();
  for (const [name, value] of Object.entries(confirmation(invoice.id))) form.set(name, String(value));
  form.set('proof', new Blob([PNG]), 'slip.png');
  expect((await postForm(server, PATH, form, caller)).body.code).toBe('idempotency_key_reused');
});

test('a key belongs to its caller: another tenant may use the same', async () => {
  const [one, other] = [await payingTenant(), await payingTenant()];
  for (const { access, invoice } of [one, other]) {
    const answer = await post(server, PATH, confirmation(invoice.id), {
      access,
      headers: { 'idempotency-key': 'shared' },
    });
    expect([answer.status, answer.body.data.invoice_id]).toEqual([201, invoice.id]);
  }
});

test('a refused request keeps nothing: corrected, it may use its key again', async () => {
  const { access, invoice } = await payingTenant();
  const caller = { access, headers: { 'idempotency-key': 'corrected' } };
  expect((await post(server, PATH, confirmation(invoice.id, { amount: '1.00' }), caller)).status).toBe(400);
  expect((await post(server, PATH, confirmation(invoice.id), caller)).status).toBe(201);
});

test('a key serves a day', async () => {
  const { email, access, invoice } = await payingTenant();
  const key = { 'idempotency-key': 'yesterday' };
  await post(server, PATH, confirmation(invoice.id), { access, headers: key });
  server.clock.moveDays(1.01);
  const login = await post(server, '/api/v1/auth/login', { email, password: 'TestPass123!' });
  const later = await post(server, PATH, confirmation(invoice.id), { access: login.body.data.access, headers: key });
  expect([later.status, later.body.code]).toEqual([409, 'confirmation_pending']);
});

test.each(['', 'x'.repeat(256), 'two words'])('an Idempotency-Key like "%s" is refused', async (key) => {
  const { access, invoice } = await payingTenant();
  const answer = await post(server, PATH, confirmation(invoice.id), { access, headers: { 'idempotency-key': key } });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_idempotency_key']);
});

test('of twenty equal requests with one key at the same moment one works and all get its answer', async () => {
  const { access, accountId, invoice } = await payingTenant();
  const headers = { authorization: `Bearer ${access}`, 'idempotency-key': 'race' };
  const answers = await race(
    server.baseUrl,
    Array.from({ length: 20 }, () => ({ path: PATH, headers, body: confirmation(invoice.id) })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(201));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await paymentsOf(accountId)).toHaveLength(1);
});

test('of twenty confirmations without a key at the same moment one wins', async () => {
  const { access, accountId, invoice } = await payingTenant();
  const headers = { authorization: `Bearer ${access}` };
  const answers = await race(
    server.baseUrl,
    Array.from({ length: 20 }, () => ({ path: PATH, headers, body: confirmation(invoice.id) })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  expect(await paymentsOf(accountId)).toHaveLength(1);
});

test('an address of a slip is kept as text and never fetched (X-13)', async () => {
  const { access, invoice } = await payingTenant();
  const url = `${server.baseUrl}/healthz?<script>`;
  await post(server, PATH, confirmation(invoice.id, { proof_url: url }), { access });
  const { body } = await get(server, '/api/v1/billing/payments', { access });
  expect(body.data[0]?.proof_url).toBe(url);
  expect(await readdir(server.proofFolder)).not.toContain('healthz');
});
