import { expect, test } from 'vitest';
import { useServer } from '../support/http.js';
import { get, newEmail, PASSWORD, post } from './client.js';

const server = useServer();

const PAID = {
  password: PASSWORD,
  password_confirm: PASSWORD,
  first_name: 'Test',
  last_name: 'User',
  account_name: 'Test GmbH',
  plan_slug: 'starter',
  billing_email: 'billing@example.com',
  billing_address_line1: '',
  billing_address_line2: '',
  billing_city: '',
  billing_state: '',
  billing_postal_code: '',
  billing_country: 'PK',
  tax_id: '',
  payment_method: 'bank_transfer',
};

test('signing up without a plan starts the free trial with its credits (E03, E04, E39, E40)', async () => {
  const { status, body } = await post(server, '/api/v1/auth/register/', { email: newEmail(), password: PASSWORD });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    success: true,
    message: expect.any(String),
    data: { account_status: 'trial', credits: 2000, plan: 'free-trial', invoice: null, next_step: 'use' },
  });
  const me = await get(server, '/api/v1/auth/me', { access: body.data.access });
  expect(me.body.data.account).toMatchObject({ id: body.data.account_id, credits: 2000, plan: 'free-trial' });
});

test('signing up for a paid plan answers the invoice to pay (D29, D44)', async () => {
  const { status, body } = await post(server, '/api/v1/auth/register', { ...PAID, email: newEmail() });
  expect(status).toBe(201);
  expect(body.data).toMatchObject({
    account_status: 'pending_payment',
    credits: 0,
    plan: 'starter',
    next_step: 'pay',
    invoice: {
      total: '29.00',
      currency: 'USD',
      number: expect.stringMatching(/^INV-\d+-\d{6}-0001$/),
      due_at: expect.stringMatching(/Z$/),
    },
    access: expect.any(String),
    refresh: expect.any(String),
  });
});

test('an applicant to a plan with approval waits, and is not let in (A17, A28, A32)', async () => {
  const email = newEmail();
  const { status, body } = await post(server, '/api/auth/signup', {
    full_name: 'Amina Khan',
    email,
    username: 'amina',
    password: PASSWORD,
    confirm_password: PASSWORD,
    client_name: 'Khan Traders',
    plan_slug: 'managed-trial',
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    message: 'Account created. Awaiting admin approval.',
    user_id: body.data.user_id,
    client_id: body.data.account_id,
    data: { account_status: 'pending', next_step: 'await_approval' },
  });
  expect(body.data).not.toHaveProperty('access');
  expect(await server.prisma.account.findUnique({ where: { id: body.client_id } })).toMatchObject({
    name: 'Khan Traders',
  });
  const login = await post(server, '/api/v1/auth/login', { email, password: PASSWORD });
  expect([login.status, login.body.code]).toEqual([403, 'account_pending']);
});

test('the three prefixes and a slash at the end reach the same route (X-28)', async () => {
  for (const path of ['/api/auth/register', '/api/v1/auth/signup/', '/v1/auth/signup', '/v1/auth/register/']) {
    const { status } = await post(server, path, { email: newEmail(), password: PASSWORD });
    expect([path, status]).toEqual([path, 201]);
  }
});

test('a taken e-mail address is said in the words that programs know (A18, X-09)', async () => {
  const email = newEmail();
  await post(server, '/api/auth/signup', { email, password: PASSWORD });
  const again = await post(server, '/api/auth/signup', { email: ` ${email.toUpperCase()} `, password: PASSWORD });
  expect(again.status).toBe(400);
  expect(again.body).toMatchObject({
    success: false,
    error: 'Email already registered',
    code: 'email_taken',
    details: [{ path: 'email', message: 'Email already registered' }],
    request_id: again.headers.get('x-request-id'),
  });
});

test('what is wrong is said at its field, under its name on the wire', async () => {
  const { status, body } = await post(server, '/api/v1/auth/register', {
    ...PAID,
    email: 'not-an-address',
    password: 'short',
    billing_country: 'Pakistan',
    billing_city: 'x'.repeat(101),
    tax_id: 7,
    payment_method: 'gold',
  });
  expect(status).toBe(400);
  expect(body.details.map(({ path }) => path).sort()).toEqual([
    'billing_city',
    'billing_country',
    'email',
    'password',
    'payment_method',
    'tax_id',
  ]);
  expect(body.error).toBe(body.details[0]?.message);
});

test.each([
  ['two passwords that differ', { password_confirm: 'another one' }, 'password_confirm'],
  [
    'two passwords that differ, by the other name',
    { password_confirm: undefined, confirm_password: 'another' },
    'password_confirm',
  ],
  ['two names of which one differs', { confirm_password: 'another' }, 'password_confirm'],
  ['a plan that is not on offer', { plan_slug: 'gold' }, 'plan_slug'],
  ['a method not offered in the country', { payment_method: 'stripe' }, 'payment_method'],
])('refuses %s', async (_what, wishes, path) => {
  const { status, body } = await post(server, '/api/v1/auth/register', { ...PAID, ...wishes, email: newEmail() });
  expect(status).toBe(400);
  expect(body.details.map((issue) => issue.path)).toEqual([path]);
});

test('of twenty sign-ups with one address exactly one wins', async () => {
  const email = newEmail();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(server, '/api/v1/auth/register', { email, password: PASSWORD })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(400)]);
});
