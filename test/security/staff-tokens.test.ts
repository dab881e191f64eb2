import type { StaffUser } from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/api/routes.js';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { revokeApiToken } from '../../src/services/staff/revoke-api-token.js';
import { STAFF_ROLE_PERMISSIONS } from '../../src/services/staff/role-permissions.js';
import { hire, signIn } from '../admin/office.js';
import { register } from '../api/client.js';
import { contextFor } from '../support/contexts.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';

const server = useServer();
const headersOf = new Map<string, Record<string, string>>();

beforeAll(async () => {
  const boss = await signIn(server, 'superadmin');
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const left = await hire(server, 'superadmin');
  const revoked = await tokenOf(boss.staff);
  await revokeApiToken(actorOf(boss.staff), { tokenId: revoked.tokenId });
  const now = server.clock.now();
  server.clock.moveDays(-31);
  const expired = await tokenOf(boss.staff);
  server.clock.set(now);
  headersOf.set('nothing', {});
  headersOf.set('a token that never was', bearer('cst_of-nobody'));
  headersOf.set('a revoked token', bearer(revoked.token));
  headersOf.set('an expired token', bearer(expired.token));
  headersOf.set('the token of somebody disabled', bearer((await tokenOf(left)).token));
  headersOf.set("the back-office's cookie", { cookie: boss.cookie, origin: server.baseUrl });
  headersOf.set("an account's token", bearer((await register(server)).access));
  headersOf.set('the token of somebody demoted', bearer((await tokenOf(await hire(server, 'auditor'))).token));
  await server.prisma.staffUser.update({ where: { id: left.id }, data: { isActive: false } });
});

/** As they were when they made the token: superadmins alone make them. */
function actorOf({ id, email }: StaffUser) {
  const permissions = new Set(STAFF_ROLE_PERMISSIONS.superadmin);
  return contextFor(server, { type: 'staff', id, email, permissions });
}

function tokenOf(maker: StaffUser) {
  return createApiToken(actorOf(maker), { name: 'ERP', role: 'superadmin', expiresInDays: 30 });
}

const STAFF_ROUTES = API_ROUTES.filter(({ caller }) => caller === 'staff').flatMap((route) =>
  [route.path, ...(route.aliases ?? []).map(({ path }) => path)].map((path) => ({ ...route, path })),
);

const OUTSIDE: [string, number, string][] = [
  ['nothing', 401, 'not_signed_in'],
  ['a token that never was', 401, 'not_signed_in'],
  ['a revoked token', 401, 'not_signed_in'],
  ['an expired token', 401, 'not_signed_in'],
  ['the token of somebody disabled', 401, 'not_signed_in'],
  ["the back-office's cookie", 401, 'not_signed_in'],
  ["an account's token", 403, 'staff_token_needed'],
];

async function knock(route: (typeof STAFF_ROUTES)[number], who: string): Promise<[string, number, string]> {
  const answer = await server.fetch(`/api/v1${route.path.replace(/\{\w+\}/g, '1')}`, {
    method: route.method.toUpperCase(),
    headers: { 'content-type': 'application/json', ...headersOf.get(who) },
    ...(route.method === 'get' ? {} : { body: JSON.stringify(route.examples.body ?? {}) }),
  });
  return [route.path, answer.status, ((await answer.json()) as { code: string }).code];
}

describe('every route of staff', () => {
  it.each(OUTSIDE)('stays closed to %s', async (who, status, code) => {
    expect(STAFF_ROUTES.length).toBeGreaterThan(10);
    const before = await businessRows();
    const told = await Promise.all(STAFF_ROUTES.map((route) => knock(route, who)));
    expect(told).toEqual(STAFF_ROUTES.map(({ path }) => [path, status, code]));
    expect(await businessRows()).toEqual(before);
  });

  it('that changes something stays closed to the token of somebody who was demoted', async () => {
    const before = await businessRows();
    const changing = STAFF_ROUTES.filter(({ method }) => method !== 'get');
    const told = await Promise.all(changing.map((route) => knock(route, 'the token of somebody demoted')));
    expect(told).toEqual(changing.map(({ path }) => [path, 403, 'not_allowed']));
    expect(await businessRows()).toEqual(before);
  });
});

async function businessRows() {
  const { rate_limits: _limits, staff_api_tokens: _used, staff_sessions: _sessions, ...rows } = await allRows(server);
  return rows;
}
