import { expect, test } from 'vitest';
import { useServer } from '../support/http.js';
import { asColleague, cookieOf, hire, postLogin, STAFF_PASSWORD, signIn } from './office.js';

const server = useServer({ rateLimitScale: 1 });

test('the login page is one form that names e-mail and password and needs no script', async () => {
  const page = await server.fetch('/admin/login');
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html.match(/<form/g)).toHaveLength(1);
  expect(html).toMatch(/name="email"[\s\S]*name="password"/);
  expect(html).not.toContain('<script');
});

test('signing in takes a new session id and leads to the back-office', async () => {
  const staff = await hire(server, 'support');
  const planted = 'countersign.staff=s%3Aplanted.signature';
  const answer = await postLogin(server, staff.email.toUpperCase(), STAFF_PASSWORD, { cookie: planted });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin']);
  const cookie = cookieOf(answer);
  expect(cookie).not.toBe(planted);
  expect(answer.headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Lax/);
  const again = await server.fetch('/admin/login', {
    method: 'POST',
    headers: { cookie, origin: server.baseUrl },
    body: new URLSearchParams({ email: staff.email, password: STAFF_PASSWORD }),
  });
  expect(cookieOf(again)).not.toBe(cookie);
  expect((await server.fetch('/admin', { headers: { cookie } })).status).toBe(303);
});

test('a wrong password, an unknown address and a disabled colleague get the same 401', async () => {
  const staff = await hire(server, 'support');
  const disabled = await hire(server, 'support');
  await server.prisma.staffUser.update({ where: { id: disabled.id }, data: { isActive: false } });
  const sentences = new Set<string>();
  for (const [email, password] of [
    [staff.email, 'wrong'],
    ['nobody@office.example', 'wrong'],
    [disabled.email, STAFF_PASSWORD],
  ] as const) {
    const answer = await postLogin(server, email, password);
    expect(answer.status).toBe(401);
    sentences.add(/role="alert">([^<]*)</.exec(await answer.text())?.[1] ?? '');
  }
  expect([...sentences]).toEqual(['E-mail or password is wrong. Please try again.']);
});

test('ten failures in a quarter of an hour close the door for that address and e-mail, not for a colleague', async () => {
  const staff = await hire(server, 'finance');
  for (let attempt = 0; attempt < 10; attempt += 1)
    expect((await postLogin(server, staff.email, 'wrong')).status).toBe(401);
  const closed = await postLogin(server, staff.email, STAFF_PASSWORD);
  expect(closed.status).toBe(429);
  expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(60);
  expect((await signIn(server, 'finance')).cookie).not.toBe('');
});

test('twenty guesses at once are counted like twenty in a row', async () => {
  const staff = await hire(server, 'finance');
  const answers = await Promise.all(Array.from({ length: 20 }, () => postLogin(server, staff.email, 'wrong')));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
});

test('a form on another site, or one that hides where it stands, signs nobody in and changes nothing', async () => {
  const staff = await hire(server, 'finance');
  const attempt = (headers: Record<string, string>) =>
    server.fetch('/admin/login', {
      method: 'POST',
      headers,
      body: new URLSearchParams({ email: staff.email, password: STAFF_PASSWORD }),
    });
  expect((await attempt({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await attempt({ origin: 'null' })).status).toBe(403);
  expect((await attempt({})).status).toBe(403);
  expect((await attempt({ 'sec-fetch-site': 'cross-site', origin: server.baseUrl })).status).toBe(403);
  expect((await attempt({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
});

test('after signing in one is led on, but never to another site', async () => {
  for (const [next, lands] of [
    [
      '/admin/resources/Payment?filters.status=pending_approval',
      '/admin/resources/Payment?filters.status=pending_approval',
    ],
    ['https://evil.example/', '/admin'],
    ['//evil.example/', '/admin'],
    ['/admin//evil.example', '/admin'],
    ['/app', '/admin'],
  ] as const) {
    const staff = await hire(server, 'auditor');
    const answer = await server.fetch('/admin/login', {
      method: 'POST',
      headers: { origin: server.baseUrl },
      body: new URLSearchParams({ email: staff.email, password: STAFF_PASSWORD, next }),
    });
    expect(answer.headers.get('location'), next).toBe(lands);
  }
});

test('signing out ends the session on the server, not only in the browser', async () => {
  const colleague = await signIn(server, 'support');
  const out = await colleague.fetch('/admin/logout', { method: 'POST' });
  expect(out.headers.get('location')).toBe('/admin/login?signed_out');
  expect((await colleague.get('/dashboard')).status).toBe(401);
});

test('a disabled colleague is out at the next request, and a new role holds at once', async () => {
  const boss = await signIn(server, 'superadmin');
  const colleague = await signIn(server, 'auditor');
  const { id } = colleague.staff;
  expect((await colleague.get('/resources/Plan/actions/new')).status).toBe(403);
  expect((await boss.post(`/resources/StaffUser/records/${id}/changeRole`, { role: 'operations' })).status).toBe(200);
  expect((await colleague.get('/resources/Plan/actions/new')).status).toBe(200);
  expect((await boss.post(`/resources/StaffUser/records/${id}/disableStaffUser`)).status).toBe(200);
  expect((await colleague.get('/resources/Plan/actions/new')).status).toBe(401);
});

test('whose session was ended finds the door, not a circle of redirections', async () => {
  const colleague = await signIn(server, 'support');
  await server.prisma.staffUser.update({ where: { id: colleague.staff.id }, data: { sessionEpoch: { increment: 1 } } });
  expect((await colleague.fetch('/admin')).headers.get('location')).toBe('/admin/login');
  expect((await colleague.fetch('/admin/login')).status).toBe(200);
});

test('a new colleague chooses a password by a link that serves once', async () => {
  const boss = await signIn(server, 'superadmin');
  const hired = await boss.post('/resources/StaffUser/actions/newStaffUser', {
    full_name: 'Nadia Roy',
    email: 'nadia@office.example',
    role: 'support',
  });
  expect(hired.status).toBe(200);
  const mail = await server.prisma.mail.findFirstOrThrow({ where: { toEmail: 'nadia@office.example' } });
  const revealed = await boss.post(`/resources/Mail/records/${mail.id}/revealMail`);
  const token = new URL(String(revealed.body.data?.Link)).searchParams.get('token') ?? '';
  const choose = (password: string, confirm = password) =>
    server.fetch('/admin/set-password', {
      method: 'POST',
      headers: { origin: server.baseUrl },
      body: new URLSearchParams({ token, password, password_confirm: confirm }),
    });
  expect((await server.fetch(`/admin/set-password?token=${token}`)).status).toBe(200);
  expect((await choose('short')).status).toBe(400);
  expect((await choose(STAFF_PASSWORD, 'something else')).status).toBe(400);
  expect((await choose(STAFF_PASSWORD)).status).toBe(200);
  expect((await choose(STAFF_PASSWORD)).status).toBe(401);
  const again = await server.fetch(`/admin/set-password?token=${token}`);
  expect([again.status, (await again.text()).includes('name="password"')]).toEqual([401, false]);
  expect((await postLogin(server, 'nadia@office.example', STAFF_PASSWORD)).status).toBe(303);
});

test('changing the own password ends every session but this one, which goes on under a new id', async () => {
  const colleague = await signIn(server, 'finance');
  const elsewhere = cookieOf(await postLogin(server, colleague.staff.email, STAFF_PASSWORD));
  const change = (current_password: string, password = 'another good password') =>
    colleague.post('/pages/login', { current_password, password, password_confirm: password });
  const wrong = await change('not it');
  expect([wrong.status, wrong.body.details?.[0]?.path]).toEqual([400, 'current_password']);
  const changed = await change(STAFF_PASSWORD);
  expect(changed.status).toBe(200);
  const renewed = changed.headers.getSetCookie().join().split(';')[0] ?? '';
  const status = async (cookie: string) => (await server.fetch('/admin/api/dashboard', { headers: { cookie } })).status;
  expect([await status(renewed), await status(elsewhere), await status(colleague.cookie)]).toEqual([200, 401, 401]);
});

test('who sets a new password hears how many API tokens still work, for it does not end them', async () => {
  const boss = await signIn(server, 'superadmin');
  const makeToken = (name: string) =>
    boss.post('/resources/StaffApiToken/actions/newApiToken', { name, role: 'auditor', expires_in_days: '30' });
  const setAgain = async () => {
    const passwords = { current_password: STAFF_PASSWORD, password: STAFF_PASSWORD, password_confirm: STAFF_PASSWORD };
    const changed = await boss.post('/pages/login', passwords);
    Object.assign(boss, asColleague(server, boss.staff, cookieOf(changed)));
    return changed.body.notice?.message;
  };
  expect(await setAgain()).toBe('Your password is changed.');
  await makeToken('Bank feed');
  expect(await setAgain()).toContain('One API token of yours still works');
  await makeToken('Ledger export');
  expect(await setAgain()).toContain('2 API tokens of yours still work');
  const { id } = await server.prisma.staffApiToken.findFirstOrThrow({ where: { name: 'Bank feed' } });
  await boss.post(`/resources/StaffApiToken/records/${id}/revokeApiToken`);
  expect(await setAgain()).toContain('One API token of yours still works');
});

test('asking for a new password tells a stranger nothing', async () => {
  const staff = await hire(server, 'support');
  const ask = async (email: string) => {
    const answer = await server.fetch('/admin/forgot-password', {
      method: 'POST',
      headers: { origin: server.baseUrl },
      body: new URLSearchParams({ email }),
    });
    return [answer.status, (await answer.text()).replace(/\s+/g, ' ')];
  };
  expect(await ask(staff.email)).toEqual(await ask('nobody@office.example'));
  expect(await server.prisma.mail.count({ where: { toEmail: staff.email, kind: 'staff-password-reset' } })).toBe(1);
});

test('a tenant cookie opens nothing here, nor a staff cookie at the tenants', async () => {
  const colleague = await signIn(server, 'superadmin');
  const asTenant = colleague.cookie.replace('countersign.staff', 'countersign.sid');
  expect((await server.fetch('/app', { headers: { cookie: asTenant } })).status).not.toBe(200);
  expect((await server.fetch('/app', { headers: { cookie: colleague.cookie } })).status).not.toBe(200);
});
