import { beforeAll, describe, expect, test } from 'vitest';
import { writableFields } from '../../src/admin/policy.js';
import { signUpForPlan } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';
import { type Colleague, signIn } from './office.js';

const server = useServer();
let boss: Colleague;
let accountId: number;
let userId: number;

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  ({ accountId, userId } = await signUpForPlan(server));
});

const MODELS = ['Plan', 'PaymentMethodConfig', 'Seller', 'Account', 'User'] as const;

async function idFor(model: (typeof MODELS)[number]): Promise<number> {
  if (model === 'Account') return accountId;
  if (model === 'User') return userId;
  return (await boss.get(`/resources/${model}/actions/list`)).body.records?.[0]?.id ?? 0;
}

/** Everything but who was where and when: sessions and counters move with every request. */
async function businessRows() {
  const { staff_sessions: _sessions, rate_limits: _limits, ...rows } = await allRows(server);
  return rows;
}

async function open(model: string, id: number) {
  const { body } = await boss.get(`/resources/${model}/records/${id}/edit`);
  return body.record?.params ?? {};
}

const save = (model: string, id: number, values: Record<string, unknown>) =>
  boss.post(`/resources/${model}/records/${id}/edit`, values);

describe.each(MODELS)('%s', (model) => {
  test('opening the form and saving it unchanged writes nothing', async () => {
    for (const { id } of (await boss.get(`/resources/${model}/actions/list`)).body.records ?? []) {
      const before = await businessRows();
      const answer = await save(model, id, await open(model, id));
      expect([answer.status, answer.body.changed], `${model} ${id}`).toEqual([200, []]);
      expect(await businessRows()).toEqual(before);
    }
  });

  test('every field with nonsense in it is answered at that field, and nothing is saved', async () => {
    const id = await idFor(model);
    const before = await businessRows();
    for (const field of writableFields(model)) {
      for (const value of [{ gt: 1 }, ['x'], 'x'.repeat(20_000), 'a\u0000b', 1.5e308]) {
        const answer = await save(model, id, { [field]: value });
        const where = `${model}.${field} = ${JSON.stringify(value).slice(0, 30)}`;
        if (answer.status === 200) expect(answer.body.changed, where).toEqual([]);
        else expect([answer.status, answer.body.details?.[0]?.path], where).toEqual([400, field]);
      }
    }
    expect(await businessRows()).toEqual(before);
  });
});

test('a form opened before a colleague saved is told what stands there now, and reverts nothing', async () => {
  const id = await idFor('Plan');
  const stale = await open('Plan', id);
  expect((await save('Plan', id, { version: stale.version, description: 'By a colleague' })).status).toBe(200);
  const late = await save('Plan', id, { ...stale, description: 'By me' });
  expect([late.status, late.body.code]).toEqual([409, 'changed_meanwhile']);
  expect(late.body.details).toEqual([
    { path: 'description', message: 'Now it is “By a colleague”; you entered “By me”.' },
  ]);
  expect((await open('Plan', id)).description).toBe('By a colleague');
});

test('of two who save at once one is told', async () => {
  const id = await idFor('Plan');
  const { version } = await open('Plan', id);
  const answers = await Promise.all(['a', 'b'].map((description) => save('Plan', id, { version, description })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('states, balances, keys and whatever else the form does not show cannot be written through it', async () => {
  const before = await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const answer = await save('Account', accountId, {
    ...{
      status: 'active',
      creditBalance: 1_000_000,
      id: 77,
      version: before.version,
      suspendedFrom: 'active',
      isDemoAccount: false,
      createdAt: '2001-01-01',
      passwordHash: 'x',
    },
  });
  expect([answer.status, answer.body.changed]).toEqual([200, []]);
  expect(await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toEqual(before);
  expect(
    (await save('User', userId, { email: 'other@example.com', isActive: false, role: 'viewer' })).body.changed,
  ).toEqual([]);
});

test('a change is audited field by field with who made it', async () => {
  const id = await idFor('Plan');
  const { price } = await open('Plan', id);
  expect((await save('Plan', id, { sortOrder: 7, price: '3.10' })).body.changed?.sort()).toEqual([
    'price',
    'sortOrder',
  ]);
  const entry = await server.prisma.auditEntry.findFirstOrThrow({
    where: { action: 'plan.edit', entityId: id },
    orderBy: { id: 'desc' },
  });
  expect(entry).toMatchObject({
    actorLabel: boss.staff.email,
    actorType: 'staff',
    changes: { price: { before: String(Number(price)), after: '3.1' } },
  });
  expect(entry.ipAddress).not.toBe('');
});

test('example data stops being called that once operations replace it', async () => {
  const operations = await signIn(server, 'operations');
  expect((await operations.post('/resources/Seller/records/1/edit', { legalName: 'Real Company Ltd' })).status).toBe(
    200,
  );
  expect((await server.prisma.seller.findUniqueOrThrow({ where: { id: 1 } })).isExample).toBe(false);
});

test('a plan is created with what the form sends; a taken short name is said at its field', async () => {
  const values = {
    name: 'Yearly',
    slug: 'yearly',
    price: '290',
    currency: 'eur',
    billingCycle: 'yearly',
    includedCredits: '60000',
    maxSites: 3,
    maxUsers: 5,
    signupPolicy: 'open',
    isActive: true,
    sortOrder: 9,
  };
  const made = await boss.post('/resources/Plan/actions/new', values);
  expect([made.status, made.body.record?.params]).toMatchObject([
    200,
    { slug: 'yearly', price: '290.00', currency: 'EUR', trialDays: null, version: 1 },
  ]);
  const again = await boss.post('/resources/Plan/actions/new', values);
  expect([again.status, again.body.details?.[0]?.path]).toEqual([400, 'slug']);
});

test('an amount has no more decimals than its currency', async () => {
  const yen = await boss.post('/resources/Plan/actions/new', {
    name: 'Yen',
    slug: 'yen',
    price: '100.50',
    currency: 'JPY',
    billingCycle: 'monthly',
    signupPolicy: 'open',
    includedCredits: 1,
  });
  expect([yen.status, yen.body.details?.[0]?.path]).toEqual([400, 'price']);
});

test('a method that a country offers already is said at its field', async () => {
  const taken = await boss.post('/resources/PaymentMethodConfig/actions/new', {
    countryCode: 'PK',
    paymentMethod: 'local_wallet',
    paymentMethodDisplay: 'Wallet',
    displayName: 'Wallet',
  });
  expect([taken.status, taken.body.code]).toEqual([400, 'taken']);
});
