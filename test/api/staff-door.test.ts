import type { StaffRole, StaffUser } from '@prisma/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../src/api/routes.js';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { revokeApiToken } from '../../src/services/staff/revoke-api-token.js';
import { STAFF_ROLE_PERMISSIONS } from '../../src/services/staff/role-permissions.js';
import { hire, postLogin, STAFF_PASSWORD } from '../admin/office.js';
import { contextFor } from '../support/contexts.js';
import { draftedContract, signedContract } from '../support/contract-factories.js';
import { staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { allRows } from '../support/rows.js';
import { type Caller, get, post, register, type Tenant } from './client.js';

const server = useServer({ startsAt: '2026-03-10T09:30:00Z' });
let tenant: Tenant;
let contractId: number;
beforeAll(async () => {
  tenant = await register(server);
  contractId = (await signedContract(server, tenant)).contractId;
});

interface Wishes {
  role?: StaffRole;
  makersRole?: StaffRole;
  days?: number;
  maker?: StaffUser;
}

/** A token and its maker, a colleague of its own unless the test names one. */
async function tokenOf({ role = 'finance', makersRole = 'superadmin', days = 30, maker: known }: Wishes = {}) {
  const maker = known ?? (await hire(server, makersRole));
  // Only superadmins make tokens; a maker of another role was one when it was made.
  const { id, email } = maker;
  const actor = { type: 'staff', id, email, permissions: new Set(STAFF_ROLE_PERMISSIONS.superadmin) } as const;
  const made = await createApiToken(contextFor(server, actor), { name: 'ERP', role, expiresInDays: days });
  return { ...made, maker };
}

const TERMS = { start_date: '2026-04-01', frequency: 'monthly' };
const ITEM = { item_type: 'custom', description: 'Two days on site', amount: '800.00' };
const enable = (caller: Caller, id = contractId, body: object = TERMS) =>
  post(server, `/api/v1/admin/contracts/${id}/enable-billing`, body, caller);
const addItem = (caller: Caller, id = contractId, body: object = ITEM) =>
  post(server, `/api/v1/admin/contracts/${id}/line-items`, body, caller);
const answer = ({ status, body }: Awaited<ReturnType<typeof enable>>) => [status, body.code];

describe('the door for programs of staff', () => {
  test('is closed to strangers, with a sentence that says what opens it', async () => {
    for (const caller of [
      {},
      { access: 'cst_unknown' },
      { access: '' },
      { headers: { authorization: 'Basic Zm9vOmJhcg==' } },
    ]) {
      const refused = await enable(caller);
      expect(answer(refused), JSON.stringify(caller)).toEqual([401, 'not_signed_in']);
      expect(refused.body.error).toMatch(/staff API token/);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('is closed to an expired token, a revoked one, and one whose maker is disabled', async () => {
    const expired = await tokenOf({ days: 1 });
    const revoked = await tokenOf();
    await revokeApiToken(await staff(server, 'superadmin'), { tokenId: revoked.tokenId });
    const left = await tokenOf();
    await server.prisma.staffUser.update({ where: { id: left.maker.id }, data: { isActive: false } });
    const now = server.clock.now();
    server.clock.moveDays(1);
    const answers = [];
    for (const { token } of [expired, revoked, left]) answers.push(answer(await enable({ access: token })));
    server.clock.set(now);
    expect(answers).toEqual(Array(3).fill([401, 'not_signed_in']));
  });

  test("is closed to an account's token and its browser: that is 403", async () => {
    expect(answer(await enable({ access: tenant.access }))).toEqual([403, 'staff_token_needed']);
    const login = await server.fetch('/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.baseUrl },
      body: new URLSearchParams({ email: tenant.email, password: 'TestPass123!' }),
    });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(answer(await enable({ headers: { cookie, origin: server.baseUrl } }))).toEqual([403, 'staff_token_needed']);
  });

  test("is closed to the back-office's cookie, a superadmin's too", async () => {
    const boss = await hire(server, 'superadmin');
    const login = await postLogin(server, boss.email, STAFF_PASSWORD);
    const cookie = login.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    expect(answer(await enable({ headers: { cookie, origin: server.baseUrl } }))).toEqual([401, 'not_signed_in']);
  });

  test('is open as far as the role of the token goes, and the role its maker has now', async () => {
    const draft = await draftedContract(server, tenant);
    const matrix: [Wishes, boolean, boolean][] = [
      [{ role: 'superadmin' }, true, true],
      [{ role: 'finance' }, true, true],
      [{ role: 'support' }, false, true],
      [{ role: 'operations' }, false, false],
      [{ role: 'auditor' }, false, false],
      [{ role: 'finance', makersRole: 'support' }, false, true],
      [{ role: 'superadmin', makersRole: 'auditor' }, false, false],
      [{ role: 'support', makersRole: 'finance' }, false, true],
    ];
    for (const [wishes, mayBill, mayWrite] of matrix) {
      const { token: access } = await tokenOf(wishes);
      // A draft cannot be billed: past the permission the business answers.
      expect(answer(await enable({ access }, draft.contractId)), JSON.stringify(wishes)).toEqual(
        mayBill ? [409, 'contract_not_signed'] : [403, 'not_allowed'],
      );
      expect(answer(await addItem({ access }, draft.contractId)), JSON.stringify(wishes)).toEqual(
        mayWrite ? [201, undefined] : [403, 'not_allowed'],
      );
    }
  });
});

describe("the accounts' door", () => {
  const routes = API_ROUTES.filter(({ caller }) => caller === 'user').map(
    ({ method, path }) => [method, path] as const,
  );

  test.each(routes)('%s %s stays closed to a staff API token', async (method, path) => {
    const { token } = await tokenOf({ role: 'superadmin' });
    const refused = await server.fetch(`/api/v1${path.replace('{id}', '1')}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'get' ? {} : { body: '{}' }),
    });
    expect([refused.status, (await refused.json()).code]).toEqual([403, 'user_token_needed']);
  });

  test('says 401 to a token that has ended', async () => {
    const { token, tokenId } = await tokenOf();
    await revokeApiToken(await staff(server, 'superadmin'), { tokenId });
    expect(answer(await get(server, '/api/v1/auth/me', { access: token }))).toEqual([401, 'not_signed_in']);
  });

  test('lets a program do what anyone may, as anyone', async () => {
    const { token } = await tokenOf();
    expect((await get(server, '/api/v1/auth/plans', { access: token })).status).toBe(200);
  });
});

describe('enabling billing (C77)', () => {
  test('makes the periods and says what comes next; the audit names the token', async () => {
    const { token, maker, tokenId } = await tokenOf();
    const contract = await signedContract(server, tenant);
    const enabled = await enable({ access: token }, contract.contractId, { ...TERMS, auto_renew: true });
    expect([enabled.status, enabled.body.data]).toEqual([
      200,
      {
        contract_id: contract.contractId,
        number: contract.number,
        status: 'active',
        billing_enabled: true,
        auto_renew: true,
        end_date: '2026-09-30',
        next_invoice: { date: '2026-04-01', amount: '30.00' },
      },
    ]);
    expect(await server.prisma.billingPeriod.count({ where: { contractId: contract.contractId } })).toBe(6);
    const entry = await server.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'contract.enable_billing', entityId: contract.contractId },
    });
    expect(entry).toMatchObject({ actorType: 'staff', actorId: maker.id, actorLabel: `${maker.email} (token “ERP”)` });
    expect((await server.prisma.staffApiToken.findUniqueOrThrow({ where: { id: tokenId } })).lastUsedAt).toEqual(
      server.clock.now(),
    );
  });

  test('also answers at /api/admin/…, as the contract of the portal names it', async () => {
    const { token } = await tokenOf();
    const contract = await signedContract(server, tenant);
    const enabled = await post(server, `/api/admin/contracts/${contract.contractId}/enable-billing/`, TERMS, {
      access: token,
    });
    expect(enabled.status).toBe(200);
  });

  test('is refused with the reason, and nothing is written', async () => {
    const { token: access } = await tokenOf();
    await enable({ access }, contractId);
    const before = await withoutCounters();
    const attempts: [number, object, [number, string]][] = [
      [contractId, TERMS, [409, 'already_enabled']],
      [999_999, TERMS, [404, 'not_found']],
      [contractId, {}, [400, 'invalid_input']],
      [contractId, { ...TERMS, frequency: 'weekly' }, [400, 'invalid_input']],
      [contractId, { ...TERMS, start_date: '2026-02-30' }, [400, 'invalid_input']],
      [contractId, { ...TERMS, interval_months: 0 }, [400, 'invalid_input']],
      [contractId, { ...TERMS, auto_renew: 'yes' }, [400, 'invalid_input']],
    ];
    for (const [id, body, expected] of attempts)
      expect(answer(await enable({ access }, id, body)), JSON.stringify(body)).toEqual(expected);
    expect(await withoutCounters()).toEqual(before);
  });

  test('from twenty requests at once is one enabling', async () => {
    const { token } = await tokenOf();
    const contract = await signedContract(server, tenant);
    const answers = await race(
      server.baseUrl,
      Array.from({ length: 20 }, () => ({
        path: `/api/v1/admin/contracts/${contract.contractId}/enable-billing`,
        headers: { authorization: `Bearer ${token}` },
        body: TERMS,
      })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
    expect(await server.prisma.billingPeriod.count({ where: { contractId: contract.contractId } })).toBe(6);
  });

  test('with an Idempotency-Key is answered again as the first time; the key is the token’s own', async () => {
    const one = await tokenOf();
    const other = await tokenOf({ maker: one.maker });
    const contract = await signedContract(server, tenant);
    const headers = { 'idempotency-key': 'enable-1' };
    const first = await enable({ access: one.token, headers }, contract.contractId);
    const again = await enable({ access: one.token, headers }, contract.contractId);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const changed = await enable({ access: one.token, headers }, contract.contractId, {
      ...TERMS,
      frequency: 'quarterly',
    });
    expect(answer(changed)).toEqual([409, 'idempotency_key_reused']);
    expect(answer(await enable({ access: other.token, headers }, contract.contractId))).toEqual([
      409,
      'already_enabled',
    ]);
  });
});

describe('adding a line item (C78)', () => {
  test('takes description, amount and months from the price list (C45)', async () => {
    const { token: access } = await tokenOf({ role: 'support' });
    const draft = await draftedContract(server, tenant);
    const added = await addItem({ access }, draft.contractId, { item_type: 'training_independent' });
    expect([added.status, added.body.data]).toEqual([
      201,
      { contract_id: draft.contractId, version_id: draft.versionId, needs_signature: false },
    ]);
    await addItem({ access }, draft.contractId, { item_type: 'training_agency', amount: '2400.00' });
    const items = await server.prisma.contractLineItem.findMany({
      where: { versionId: draft.versionId, NOT: { itemType: 'custom' } },
      orderBy: { position: 'asc' },
    });
    expect(items.map((item) => [item.description, item.amount.toFixed(2), item.billingPeriodMonths])).toEqual([
      ['Training, independent developer', '5000.00', 3],
      ['Training, agency developer', '2400.00', 3],
    ]);
  });

  test('to a signed contract is a further version that needs signatures', async () => {
    const { token: access } = await tokenOf();
    const contract = await signedContract(server, tenant);
    const added = await addItem({ access }, contract.contractId, { ...ITEM, effective_from: '2026-06-01' });
    expect([added.status, added.body.data]).toMatchObject([201, { needs_signature: true }]);
    const versions = await server.prisma.contractVersion.findMany({
      where: { contractId: contract.contractId },
      orderBy: { number: 'asc' },
    });
    expect(versions.map(({ status }) => status)).toEqual(['signed', 'draft']);
  });

  test('is refused at the field that is wrong', async () => {
    const { token: access } = await tokenOf();
    const draft = await draftedContract(server, tenant);
    const attempts: [object, string][] = [
      [{ ...ITEM, item_type: 'coffee' }, 'item_type'],
      [{ item_type: 'custom', amount: '10.00' }, 'description'],
      [{ item_type: 'custom', description: 'Something' }, 'amount'],
      [{ ...ITEM, amount: 800 }, 'amount'],
      [{ ...ITEM, amount: '-1' }, 'amount'],
      [{ ...ITEM, amount: '0' }, 'amount'],
      [{ ...ITEM, billing_period_months: 13 }, 'billing_period_months'],
      [{ ...ITEM, start_date: 'soon' }, 'start_date'],
      [{ ...ITEM, end_date: '2026-06-30' }, 'end_date'],
    ];
    for (const [body, field] of attempts) {
      const refused = await addItem({ access }, draft.contractId, body);
      expect([refused.status, refused.body.details?.[0]?.path], JSON.stringify(body)).toEqual([400, field]);
    }
    expect(answer(await addItem({ access }, 999_999))).toEqual([404, 'contract_not_found']);
  });
});

async function withoutCounters() {
  const { rate_limits: _counters, staff_api_tokens: _lastUse, ...rows } = await allRows(server);
  return rows;
}
