import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { changeUserRole } from '../../src/services/users/change-user-role.js';
import { removeUser } from '../../src/services/users/remove-user.js';
import { requestPasswordReset } from '../../src/services/users/request-password-reset.js';
import { openTokenSession } from '../../src/services/users/tokens.js';
import { cookieOf, hire, postLogin, STAFF_PASSWORD, signIn } from '../admin/office.js';
import { newVisitor, signedIn } from '../api/pages/visitor.js';
import { anonymousContext } from '../support/contexts.js';
import { activeTenant, inviteColleague, offerPlan, PASSWORD, signUpTenant, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { serveAgain } from './same-app.js';

const server = useServer();

/** What a thief sees who copied the cookie. */
const officeStatus = async (cookie: string) =>
  (await server.fetch('/admin/api/dashboard', { headers: { cookie } })).status;
const tenantStatus = async (headers: Record<string, string>) =>
  (await server.fetch('/api/v1/auth/me', { headers })).status;

describe("a thief with a copy of a colleague's cookie", () => {
  it('planted it before the colleague signed in: it is worth nothing after', async () => {
    const attacker = await signIn(server, 'auditor');
    const victim = await hire(server, 'superadmin');
    const answer = await postLogin(server, victim.email, STAFF_PASSWORD, { cookie: attacker.cookie });
    expect(answer.status).toBe(303);
    expect(cookieOf(answer)).not.toBe(attacker.cookie);
    expect([await officeStatus(attacker.cookie), await officeStatus(cookieOf(answer))]).toEqual([401, 200]);
  });

  it('is out when the colleague signs out', async () => {
    const { cookie, fetch } = await signIn(server, 'finance');
    expect(await officeStatus(cookie)).toBe(200);
    await fetch('/admin/logout', { method: 'POST' });
    expect(await officeStatus(cookie)).toBe(401);
    expect(await server.prisma.$queryRaw`SELECT 1 FROM staff_sessions WHERE sid = ${sidOf(cookie)}`).toEqual([]);
  });

  it('is out when the colleague is disabled, and stays out when they are back', async () => {
    const boss = await signIn(server, 'superadmin');
    const { cookie, staff: victim } = await signIn(server, 'finance');
    for (const action of ['disableStaffUser', 'enableStaffUser'])
      expect((await boss.post(`/resources/StaffUser/records/${victim.id}/${action}`)).status).toBe(200);
    expect(await officeStatus(cookie)).toBe(401);
  });

  it('has no more than the new role when it changes', async () => {
    const boss = await signIn(server, 'superadmin');
    const thief = await signIn(server, 'superadmin');
    expect((await thief.get('/resources/StaffUser/actions/newStaffUser')).status).toBe(200);
    await boss.post(`/resources/StaffUser/records/${thief.staff.id}/changeRole`, { role: 'auditor' });
    expect((await thief.get('/resources/StaffUser/actions/newStaffUser')).status).toBe(403);
  });

  it('is out when the colleague changes the password, even with a copy of that very session', async () => {
    const { cookie, post } = await signIn(server, 'finance');
    const password = 'another good password';
    const changed = await post('/pages/login', {
      current_password: STAFF_PASSWORD,
      password,
      password_confirm: password,
    });
    const renewed = changed.headers.getSetCookie().join().split(';')[0] ?? '';
    expect([changed.status, await officeStatus(cookie), await officeStatus(renewed)]).toEqual([200, 401, 200]);
  });

  it('is out when the colleague sets a new password by the mailed link', async () => {
    const { cookie, staff: victim } = await signIn(server, 'finance');
    const form = (path: string, body: Record<string, string>) =>
      server.fetch(path, { method: 'POST', headers: { origin: server.baseUrl }, body: new URLSearchParams(body) });
    await form('/admin/forgot-password', { email: victim.email });
    const mail = await server.prisma.mail.findFirstOrThrow({ where: { toEmail: victim.email } });
    const token = server.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    const password = 'another good password';
    expect((await form('/admin/set-password', { token, password, password_confirm: password })).status).toBe(200);
    expect(await officeStatus(cookie)).toBe(401);
  });
});

describe("a thief with a copy of a tenant's cookie and tokens", () => {
  it('planted it before the sign-in: it is worth nothing after', async () => {
    const attacker = await signedIn(server, (await signUpTenant(server)).email);
    const planted = attacker.cookie();
    const victim = await signUpTenant(server);
    const answer = await attacker.post('/login', { email: victim.email, password: PASSWORD });
    expect(answer.status).toBe(303);
    expect(attacker.cookie()).not.toBe(planted);
    expect(await tenantStatus({ cookie: planted })).toBe(401);
    expect(await tenantStatus({ cookie: attacker.cookie() })).toBe(200);
  });

  it('is out when the tenant signs out', async () => {
    const visitor = await signedIn(server, (await signUpTenant(server)).email);
    const cookie = visitor.cookie();
    await visitor.post('/logout', {});
    expect(await tenantStatus({ cookie })).toBe(401);
  });

  it('is out when the tenant sets a new password', async () => {
    const tenant = await signUpTenant(server);
    const thief = await thiefOf(tenant);
    await requestPasswordReset(anonymousContext(server), { email: tenant.email });
    const mail = await server.prisma.mail.findFirstOrThrow({
      where: { toEmail: tenant.email, kind: 'password-reset' },
    });
    const token = server.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    const password = 'a brand new one';
    await newVisitor(server).post('/reset-password', { token, password, password_confirm: password });
    await expectOut(thief);
  });

  it('has no more than the new role, and is out when the person is removed or the account is closed', async () => {
    const plan = await offerPlan(server, { maxUsers: 5 });
    const owner = await activeTenant(server, { planSlug: plan.slug });
    const colleague = await inviteColleague(server, owner, { role: 'admin' });
    const thief = await thiefOf(colleague);
    const invite = () => server.fetch('/app/people/invite', { headers: { cookie: thief.cookie } });
    expect((await invite()).status).toBe(200);
    await changeUserRole(owner.ctx, { userId: colleague.userId, role: 'viewer' });
    expect((await invite()).status).toBe(403);
    await removeUser(owner.ctx, { userId: colleague.userId });
    await expectOut(thief);
    const ownersThief = await thiefOf(owner);
    await cancelAccount(await staff(server, 'support'), { accountId: owner.accountId, reason: 'On request' });
    await expectOut(ownersThief);
  });

  async function thiefOf({
    email,
    userId,
    ctx,
  }: {
    email: string;
    userId: number;
    ctx: Parameters<typeof openTokenSession>[0];
  }) {
    const cookie = (await signedIn(server, email)).cookie();
    const user = await server.prisma.user.findUniqueOrThrow({ where: { id: userId } });
    const { access, refresh } = await openTokenSession(ctx, user);
    expect([await tenantStatus({ cookie }), await tenantStatus(bearer(access))]).toEqual([200, 200]);
    return { cookie, access, refresh };
  }

  async function expectOut({ cookie, access, refresh }: { cookie: string; access: string; refresh: string }) {
    const refreshed = await server.fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh }),
    });
    expect([await tenantStatus({ cookie }), await tenantStatus(bearer(access)), refreshed.status]).toEqual([
      401, 401, 401,
    ]);
  }
});

describe('the cookies', () => {
  let secure: { url: string; close(): Promise<void> };
  beforeAll(async () => {
    secure = await serveAgain(server, { baseUrl: 'https://billing.example', trustProxy: 1 });
  });
  afterAll(() => secure.close());

  it('are out of reach for scripts and other sites, and over https belong to this very host', async () => {
    const victim = await hire(server, 'auditor');
    const tenant = await signUpTenant(server);
    for (const [path, email, password, name, place] of [
      ['/admin/login', victim.email, STAFF_PASSWORD, 'countersign.staff', '/admin'],
      ['/login', tenant.email, PASSWORD, 'countersign.sid', '/'],
    ] as const) {
      const [clear, closed] = await Promise.all(
        [server.baseUrl, secure.url].map(async (url) => {
          const origin = url === secure.url ? 'https://billing.example' : url;
          const answer = await fetch(`${url}${path}`, {
            method: 'POST',
            redirect: 'manual',
            headers: { origin, 'x-forwarded-proto': 'https' },
            body: new URLSearchParams({ email, password }),
          });
          expect(answer.status).toBe(303);
          return attributesOf(answer.headers.getSetCookie()[0]);
        }),
      );
      expect(clear).toEqual({ name, httponly: '', samesite: 'Lax', path: place });
      expect(closed).toEqual({ name: `__Host-${name}`, httponly: '', samesite: 'Lax', path: '/', secure: '' });
    }
  });

  it('that nobody signed, or signed otherwise, open nothing', async () => {
    const { cookie } = await signIn(server, 'superadmin');
    const sid = sidOf(cookie);
    for (const forged of [sid, `s%3A${sid}`, `s%3A${sid}.${'A'.repeat(43)}`, cookie.slice(cookie.indexOf('=') + 1, -3)])
      expect(await officeStatus(`countersign.staff=${forged}`), forged).toBe(401);
  });
});

it('what a stranger sends to a page of an account is kept for an hour, not for as long as a login', async () => {
  const visitor = newVisitor(server);
  await visitor.post('/app/profile', { user: '1', industry: 'x'.repeat(10_000) });
  const sid = sidOf(visitor.cookie());
  const kept = await server.prisma.$queryRaw<{ minutes: number }[]>`
    SELECT (EXTRACT(EPOCH FROM expire - now()) / 60)::int AS minutes FROM user_sessions WHERE sid = ${sid}`;
  expect(kept).toEqual([{ minutes: 60 }]);
});

it('a session ends twelve hours after it was last used, and what was used a moment ago is not written again', async () => {
  const { cookie } = await signIn(server, 'auditor');
  const sid = sidOf(cookie);
  const endsIn = async (change = '') => {
    if (change !== '')
      await server.sidePool.query(`UPDATE staff_sessions SET expire = now() + $2::interval WHERE sid = $1`, [
        sid,
        change,
      ]);
    const answer = await server.fetch('/admin/api/dashboard', { headers: { cookie } });
    // What is written of the session is written before the last byte.
    await answer.text();
    const { rows } = await server.sidePool.query<{ seconds: number; xmin: string }>(
      'SELECT extract(epoch FROM expire - now())::int AS seconds, xmin::text FROM staff_sessions WHERE sid = $1',
      [sid],
    );
    return { status: answer.status, ...rows[0] };
  };
  const twelveHours = 12 * 3_600;
  const fresh = await endsIn();
  expect(fresh.seconds).toBeGreaterThan(twelveHours - 60);
  expect(await endsIn()).toMatchObject({ status: 200, xmin: fresh.xmin });
  const moved = await endsIn('11 hours 58 minutes');
  expect(moved.status).toBe(200);
  expect(moved.seconds).toBeGreaterThan(twelveHours - 60);
  expect((await endsIn('-1 second')).status).toBe(401);
});

it('a form sent a moment after a page was read does not end a session that began long ago', async () => {
  const { email } = await activeTenant(server);
  const visitor = await signedIn(server, email);
  const sid = sidOf(visitor.cookie());
  await server.sidePool.query(
    `UPDATE user_sessions SET sess = jsonb_set(sess::jsonb, '{cookie,expires}', '"2020-01-01T00:00:00.000Z"') WHERE sid = $1`,
    [sid],
  );
  const { rows } = await server.sidePool.query<{ user: string }>(
    `SELECT sess::jsonb ->> 'userId' AS "user" FROM user_sessions WHERE sid = $1`,
    [sid],
  );
  await visitor.post('/app/profile', { user: rows[0]?.user ?? '', industry: 'Ceramics' });
  expect((await visitor.get('/app/profile')).status).toBe(200);
});

function bearer(access: string): Record<string, string> {
  return { authorization: `Bearer ${access}` };
}

function sidOf(cookie: string): string {
  return /=s(?:%3A|:)([^.]+)\./.exec(cookie)?.[1] ?? '';
}

/** All but the date. */
function attributesOf(line = ''): Record<string, string> {
  const [pair = '', ...rest] = line.split('; ');
  const attributes = rest.map((each) => each.split('=')).map(([key = '', value = '']) => [key.toLowerCase(), value]);
  const { expires: _, ...others } = Object.fromEntries(attributes) as Record<string, string>;
  return { name: pair.split('=')[0] ?? '', ...others };
}
