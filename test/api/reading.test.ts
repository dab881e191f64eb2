import { expect, test } from 'vitest';
import { adjustCredits } from '../../src/services/credits/adjust-credits.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { issueOneOff, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { confirmation, get, post, register } from './client.js';

const server = useServer();

test('plans on offer come in order, with their limits (B21)', async () => {
  const { status, body } = await get(server, '/api/v1/auth/plans/');
  expect(status).toBe(200);
  expect(body.data.map(({ slug }) => slug)).toEqual([
    'free-trial',
    'free',
    'starter',
    'growth',
    'scale',
    'managed-trial',
  ]);
  expect(body.data[2]).toMatchObject({
    price: '29.00',
    currency: 'USD',
    included_credits: 5000,
    max_sites: 3,
    max_users: 5,
  });
});

test('payment methods are a bare array of thirteen keys and is_example, for anyone (D20, X-27, X-34)', async () => {
  const answer = await server.fetch('/api/v1/billing/admin/payment-methods/?country=pk');
  const methods: Record<string, unknown>[] = await answer.json();
  expect(methods.map(({ country_code, payment_method }) => [country_code, payment_method])).toEqual([
    ['*', 'bank_transfer'],
    ['PK', 'local_wallet'],
  ]);
  expect(Object.keys(methods[1] ?? {}).sort()).toEqual(
    [
      'id',
      'country_code',
      'payment_method',
      'payment_method_display',
      'is_enabled',
      'display_name',
      'instructions',
      'bank_name',
      'account_number',
      'swift_code',
      'wallet_type',
      'wallet_id',
      'sort_order',
      'is_example',
    ].sort(),
  );
  expect(methods[1]).toMatchObject({ wallet_type: 'JazzCash', wallet_id: '03001234567', bank_name: '', sort_order: 4 });
});

test.each(['', '?country=', '?country=*', '?country=FR'])(
  'without a country of its own the global methods are answered: "%s"',
  async (query) => {
    const answer = await server.fetch(`/v1/billing/payment-methods${query}`);
    const methods: { country_code: string }[] = await answer.json();
    expect(new Set(methods.map(({ country_code }) => country_code))).toEqual(new Set(['*']));
  },
);

test.each(['Pakistan', 'P', '1A', 'PK&country=US', '%00'])('"%s" is no country', async (country) => {
  const answer = await get(server, `/api/v1/billing/payment-methods?country=${country}`);
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
});

test('a tenant sees their invoice with its lines, both parties and how to pay it (B15, B16)', async () => {
  const { access, invoice } = await register(server, {
    plan_slug: 'starter',
    account_name: 'Test GmbH',
    billing_country: 'PK',
    tax_id: 'PK-7',
  });
  const list = await get(server, '/api/v1/billing/invoices/', { access });
  expect(list.body).toMatchObject({
    success: true,
    next_cursor: null,
    data: [{ id: invoice.id, number: invoice.number, status: 'pending', total: '29.00' }],
  });
  const one = await get(server, `/api/v1/billing/invoices/${invoice.id}/`, { access });
  expect(one.body.data).toMatchObject({
    id: invoice.id,
    is_overdue: false,
    billing_snapshot: { name: 'Test GmbH', country: 'PK', tax_id: 'PK-7' },
    seller: { legal_name: expect.any(String) },
    lines: [{ position: 1, quantity: 1, amount: '29.00', credits: 5000 }],
    payment_methods: [{ payment_method: 'bank_transfer' }, { payment_method: 'local_wallet' }],
    pending_payment_id: null,
  });
});

test("another account's invoice, and what is no id, answer like one that does not exist", async () => {
  const [mine, theirs] = [await register(server), await register(server, { plan_slug: 'starter' })];
  const foreign = await get(server, `/api/v1/billing/invoices/${theirs.invoice.id}`, { access: mine.access });
  const absent = await get(server, '/api/v1/billing/invoices/2000000000', { access: mine.access });
  expect([foreign.status, foreign.body.code, foreign.body.error]).toEqual([
    404,
    'invoice_not_found',
    absent.body.error,
  ]);
  for (const id of [
    0,
    -1,
    '1.5',
    '1e3',
    '0x1',
    'abc',
    99_999_999_999,
    `${theirs.invoice.id}%20`,
    '%00',
    '%F0%9F%92%B8',
  ]) {
    const answer = await get(server, `/api/v1/billing/invoices/${id}`, { access: mine.access });
    expect([id, answer.status, answer.body.code]).toEqual([id, 404, 'not_found']);
  }
});

test('nobody sees rows of another account in any list', async () => {
  const [mine, theirs] = [await register(server), await register(server, { plan_slug: 'starter' })];
  await post(server, '/api/v1/billing/payments/confirm', confirmation(theirs.invoice.id), { access: theirs.access });
  for (const path of ['invoices', 'payments']) {
    expect(
      (await get(server, `/api/v1/billing/${path}?account_id=${theirs.accountId}`, { access: mine.access })).body.data,
    ).toEqual([]);
  }
  const ledger = await get(server, '/api/v1/billing/transactions', { access: mine.access });
  expect(ledger.body.data).toHaveLength(1);
});

test('a rejected payment tells its reason, and never the private note (B18)', async () => {
  const { access, invoice } = await register(server, { plan_slug: 'starter' });
  const { body } = await post(server, '/api/v1/billing/payments/confirm', confirmation(invoice.id), { access });
  await rejectPayments(await staff(server, 'finance'), {
    paymentIds: [body.data.payment_id],
    reason: 'Transaction reference not found',
    note: 'Smells of fraud',
  });
  const answer = await server.fetch('/api/v1/billing/payments', { headers: { authorization: `Bearer ${access}` } });
  const text = await answer.text();
  expect(JSON.parse(text).data).toMatchObject([
    {
      id: body.data.payment_id,
      status: 'failed',
      rejection_reason: 'Transaction reference not found',
      reviewed_at: expect.stringMatching(/Z$/),
    },
  ]);
  expect(text).not.toContain('Smells of fraud');
});

test('the balance is what the ledger says (B10, B11)', async () => {
  const { access, accountId } = await register(server);
  await adjustCredits(await staff(server, 'superadmin'), { accountId, amount: -500, reason: 'Correction of March' });
  const balance = await get(server, '/api/v1/billing/transactions/balance/', { access });
  expect(balance.body.data).toEqual({
    credits: 1500,
    plan_credits_per_month: 2000,
    credits_used_this_month: 0,
    credits_remaining: 1500,
  });
  const ledger = await get(server, '/api/v1/billing/transactions/', { access });
  expect(ledger.body.data).toMatchObject([
    { transaction_type: 'adjustment', amount: -500, balance_after: 1500 },
    { transaction_type: 'subscription', amount: 2000, balance_after: 2000 },
  ]);
});

test('lists come in pages that lose and repeat nothing', async () => {
  const { access, accountId } = await register(server);
  const issued: number[] = [];
  for (let count = 0; count < 7; count++) issued.push(await issueOneOff(server, accountId));
  const seen: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await get(server, `/api/v1/billing/invoices?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`, {
      access,
    });
    expect(page.body.data.length).toBeLessThanOrEqual(3);
    seen.push(...page.body.data.map(({ id }) => id));
    cursor = page.body.next_cursor;
  }
  expect(seen).toEqual(issued.reverse());
});

test.each([
  'limit=0',
  'limit=201',
  'limit=abc',
  'limit=1.5',
  'limit=1&limit=2',
  'cursor=abc',
  'cursor=-1',
  'cursor=0',
  'limit=1e309',
  'cursor[gt]=1&cursor=x',
])('a page asked for with "%s" is refused with a sentence', async (query) => {
  const { access } = await register(server);
  const answer = await get(server, `/api/v1/billing/invoices?${query}`, { access });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
  expect(answer.body.error).toMatch(/^Please /);
});
