import { UserRole } from '@prisma/client';
import express from 'express';
import { beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/api/routes.js';
import { insistOnAccess, pagesOf, TENANT_LINES } from '../../src/api/tenant-access.js';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import { TENANT_PERMISSIONS, type TenantPermission } from '../../src/services/core/permissions.js';
import { changeUserRole } from '../../src/services/users/change-user-role.js';
import { permissionsOf } from '../../src/services/users/role-permissions.js';
import { openTokenSession } from '../../src/services/users/tokens.js';
import {
  activeTenant,
  inviteColleague,
  offerPlan,
  PASSWORD,
  signUpTenant,
  staff,
  type Tenant,
} from '../support/factories.js';
import { useServer } from '../support/http.js';
import { newVisitor, type Visitor } from './pages/visitor.js';

const server = useServer();

describe('the table of routes', () => {
  const json = API_ROUTES.filter(({ caller }) => caller === 'user').map(
    ({ method, path }) => `${method.toUpperCase()} ${path}`,
  );

  it('has a line for every JSON route of an account, and none that leads nowhere', () => {
    const lines = TENANT_LINES.filter(({ path }) => !/^\/app(\/|$)/.test(path)).map(({ route }) => route);
    expect(lines.sort()).toEqual(json.sort());
  });

  it('names only permissions that some role or right of a person gives', () => {
    const named = new Set(TENANT_LINES.map(({ permission }) => permission));
    for (const permission of named) expect(TENANT_PERMISSIONS).toContain(permission);
  });

  it('stops the start over a page that it does not name', () => {
    const [outer, inner] = [express.Router(), express.Router()];
    inner.get('/app/forgotten/:id', () => undefined);
    inner.post('/app/plan', () => undefined);
    inner.get('/public', () => undefined);
    outer.use(inner);
    expect(pagesOf(outer)).toEqual(['GET /app/forgotten/{id}', 'POST /app/plan']);
    expect(() => insistOnAccess(outer)).toThrow(
      'GET /app/forgotten/{id}: say in src/api/tenant-access.ts what it asks for',
    );
  });
});

type Rights = { canManageBilling: boolean; canSignContracts: boolean; canApproveDevelopers: boolean };

const FLAGS = [false, true];
const SETS: Rights[] = FLAGS.flatMap((canManageBilling) =>
  FLAGS.flatMap((canSignContracts) =>
    FLAGS.map((canApproveDevelopers) => ({ canManageBilling, canSignContracts, canApproveDevelopers })),
  ),
);
/** Every pairing of role and rights that the database keeps. */
const PEOPLE: { role: UserRole; rights: Rights }[] = Object.values(UserRole).flatMap((role) => {
  const held = SETS.filter((rights) => {
    const count = Object.values(rights).filter(Boolean).length;
    if (role === 'owner') return count === 3;
    return role === 'viewer' ? count === 0 : role !== 'billing' || rights.canManageBilling;
  });
  return held.map((rights) => ({ role, rights }));
});

/** What the decisions say, written a second time on purpose: a slip in role-permissions.ts shows here. */
function expectedPermissions({ role, rights }: (typeof PEOPLE)[number]): TenantPermission[] {
  return [
    'tenant.read',
    ...(role === 'owner' || role === 'admin' ? (['tenant.edit_profile', 'tenant.manage_people'] as const) : []),
    ...(role === 'owner' ? (['tenant.transfer_ownership'] as const) : []),
    ...(rights.canManageBilling ? (['tenant.pay', 'tenant.change_plan'] as const) : []),
    ...(rights.canSignContracts ? (['tenant.sign_contracts'] as const) : []),
    ...(rights.canApproveDevelopers ? (['tenant.approve_developers'] as const) : []),
  ];
}

it.each(PEOPLE)('a person of the role $role with $rights holds exactly what the decisions say', (person) => {
  expect([...permissionsOf({ role: person.role, ...person.rights })].sort()).toEqual(
    expectedPermissions(person).sort(),
  );
});

/** Accounts whose people may sign in; of each state the code and status that close what they may not do. */
const STATES = {
  trial: null,
  active: null,
  pending_payment: [402, 'payment_required'],
  suspended: [403, 'account_suspended'],
} as const;

interface Member {
  who: string;
  permissions: ReadonlySet<string>;
  access: string;
  browser: Visitor;
}

const members = new Map<keyof typeof STATES, Member[]>();

describe.each(Object.keys(STATES) as (keyof typeof STATES)[])('in an account that is %s', (state) => {
  beforeAll(async () => {
    members.set(state, await accountWithEverybody(state));
  });

  it.each(TENANT_LINES.map((line) => [line.route, line] as const))(
    '%s lets through exactly those it names',
    async (_route, line) => {
      const closed = line.capability === 'app' ? STATES[state] : null;
      const answers = (members.get(state) ?? []).map(async (member) => {
        const { status, code } = await ask(member, line);
        const where = `${member.who} of an account that is ${state}: ${line.route}`;
        if (closed !== null) expect([status, code ?? closed[1]], where).toEqual(closed);
        else if (!member.permissions.has(line.permission))
          expect([status, code ?? 'not_allowed'], where).toEqual([403, 'not_allowed']);
        else expect([200, 303, 400, 404, 409, 422], where).toContain(status);
      });
      await Promise.all(answers);
    },
  );
});

it('strangers are sent to the login page, or told to sign in; an address without a line leads nowhere', async () => {
  const stranger = newVisitor(server);
  for (const { method, path } of TENANT_LINES) {
    const address = path.replace(/\{\w+\}/g, '2000000000');
    const isPage = /^\/app(\/|$)/.test(path);
    const init = { method, headers: { origin: server.baseUrl, 'sec-fetch-site': 'same-origin' } };
    const answer = await server.fetch(isPage ? address : `/api/v1${address}`, init);
    expect([method, path, answer.status]).toEqual([method, path, isPage ? 303 : 401]);
    if (isPage) expect(answer.headers.get('location')).toMatch(/^\/login\?next=%2Fapp/);
  }
  const owner = await signUpTenant(server);
  await stranger.post('/login', { email: owner.email, password: PASSWORD });
  for (const path of ['/app/nothing', '/app/people/x', '/app/people/1/nothing', '/app/invoices/1e3'])
    expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
  for (const path of ['/APP/People', '/app/people/'])
    expect([path, (await stranger.get(path)).status]).toEqual([path, 200]);
  expect((await stranger.get('/APP/People/Invite')).status).toBe(200);
});

/** Where a state closes something, it does so before anybody's rights are asked: few stand there for all. */
function peopleIn(state: keyof typeof STATES): typeof PEOPLE {
  const colleagues = PEOPLE.filter(({ role }) => role !== 'owner');
  if (state === 'active') return colleagues;
  return ['admin', 'billing', 'viewer'].flatMap((role) => colleagues.findLast((person) => person.role === role) ?? []);
}

/** Somebody of each pairing, each with a browser and a program, in an account that is then led to the state. */
async function accountWithEverybody(state: keyof typeof STATES): Promise<Member[]> {
  const plan = await offerPlan(server, { maxUsers: 50, price: state === 'trial' ? '0' : '10' });
  const owner = await (state === 'trial' ? signUpTenant : activeTenant)(server, { planSlug: plan.slug });
  const people: Member[] = [await member(owner, 'owner', owner.userId, owner.email)];
  for (const { role, rights } of peopleIn(state)) {
    const colleague = await inviteColleague(server, owner, { role: role === 'owner' ? 'admin' : role, ...rights });
    const held = Object.keys(rights).filter((right) => rights[right as keyof Rights]);
    people.push(
      await member(colleague, `${role} with ${held.join(', ') || 'no right'}`, colleague.userId, colleague.email),
    );
  }
  const second = await inviteColleague(server, owner, { role: 'admin' });
  await changeUserRole(owner.ctx, { userId: second.userId, role: 'owner' });
  if (state === 'suspended')
    await suspendAccounts(await staff(server, 'support'), { accountIds: [owner.accountId], reason: 'Abuse' });
  // No move leads an account with several people back before its first payment; the row is put there by hand.
  if (state === 'pending_payment') {
    await server.owner.prisma.$executeRaw`ALTER TABLE accounts DISABLE TRIGGER USER`;
    await server.prisma.account.update({ where: { id: owner.accountId }, data: { status: 'pending_payment' } });
    await server.owner.prisma.$executeRaw`ALTER TABLE accounts ENABLE TRIGGER USER`;
  }
  return people;
}

async function member({ ctx }: Pick<Tenant, 'ctx'>, who: string, userId: number, email: string): Promise<Member> {
  const user = await server.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const browser = newVisitor(server);
  expect((await browser.post('/login', { email, password: PASSWORD })).status).toBe(303);
  const { access } = await openTokenSession(ctx, user);
  return { who, permissions: permissionsOf(user), access, browser };
}

/** Asks with nothing inside and for rows that nobody has, so that what is let through changes nothing. */
async function ask(
  member: Member,
  line: (typeof TENANT_LINES)[number],
): Promise<{ status: number; code: string | null }> {
  const address = line.path.replace(/\{\w+\}/g, '2000000000');
  if (/^\/app(\/|$)/.test(line.path)) {
    const { status } = await (line.method === 'GET' ? member.browser.get(address) : member.browser.post(address, {}));
    return { status, code: null };
  }
  const answer = await server.fetch(`/api/v1${address}`, {
    method: line.method,
    headers: { authorization: `Bearer ${member.access}`, 'content-type': 'application/json' },
    ...(line.method === 'GET' ? {} : { body: '{}' }),
  });
  const body = await answer.text();
  return {
    status: answer.status,
    code: answer.headers.get('content-type')?.includes('json') === true ? (JSON.parse(body).code ?? null) : null,
  };
}
