import { describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import {
  activeTenant,
  confirmTransfer,
  issueOneOff,
  offerPlan,
  PASSWORD,
  signUpForPlan,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { newVisitor, signedIn } from './visitor.js';

const server = useServer();

const SIGN_UP = { password: PASSWORD, password_confirm: PASSWORD };

describe('once', () => {
  it('a sign-up form sent twice at once opens one account, and both answers lead into it', async () => {
    const form = { ...SIGN_UP, email: 'twice@company.example' };
    const answers = await Promise.all(
      [newVisitor(server), newVisitor(server)].map((each) => each.post('/signup', form)),
    );
    expect(answers.map(({ status, location }) => [status, location])).toEqual([
      [303, '/app'],
      [303, '/app'],
    ]);
    expect(await server.prisma.user.count({ where: { email: form.email } })).toBe(1);
  });

  it('a plan chosen twice by one showing of the form issues one invoice, and both answers lead to it', async () => {
    const tenant = await signUpTenant(server);
    const visitor = await signedIn(server, tenant.email);
    const form_key = formKey((await visitor.get('/app/plan')).html);
    const form = { plan_slug: 'starter', billing_country: 'DE', payment_method: 'bank_transfer', form_key };
    const answers = await Promise.all([visitor.post('/app/plan', form), visitor.post('/app/plan', form)]);
    const invoices = await server.prisma.invoice.findMany({ where: { accountId: tenant.accountId } });
    expect(invoices).toHaveLength(1);
    expect(answers.map(({ location }) => location)).toEqual(Array(2).fill(`/app/invoices/${invoices[0]?.id}`));
  });

  it('a confirmation sent twice by one showing of the form is one payment, and both answers say it was submitted', async () => {
    const tenant = await signUpForPlan(server);
    const visitor = await signedIn(server, tenant.email);
    const path = `/app/invoices/${tenant.invoice.id}`;
    const form_key = formKey((await visitor.get(`${path}/confirm`)).html);
    const form = { payment_method: 'bank_transfer', manual_reference: 'BT-2', amount: '29.00', form_key };
    const answers = await Promise.all([visitor.post(`${path}/confirm`, form), visitor.post(`${path}/confirm`, form)]);
    expect(answers.map(({ location }) => location)).toEqual([path, path]);
    expect((await visitor.get(path)).html).toContain('Payment confirmation submitted for review.');
    expect(await server.prisma.payment.count({ where: { accountId: tenant.accountId } })).toBe(1);
  });

  it('a confirmation withdrawn twice is withdrawn, and both answers say so', async () => {
    const tenant = await signUpForPlan(server);
    const visitor = await signedIn(server, tenant.email);
    const paymentId = await confirmTransfer(server, tenant, tenant.invoice.id);
    for (const _press of [1, 2]) {
      expect((await visitor.post(`/app/payments/${paymentId}/withdraw`, {})).location).toBe('/app');
      expect((await visitor.get('/app')).html).toContain('The confirmation is withdrawn.');
    }
  });
});

describe('nobody else', () => {
  it('may send our forms: another site is refused and nothing happens', async () => {
    const tenant = await signUpForPlan(server);
    const visitor = await signedIn(server, tenant.email);
    const form = { payment_method: 'bank_transfer', manual_reference: 'BT-3', amount: '29.00' };
    for (const headers of [{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
      const answer = await visitor.post(`/app/invoices/${tenant.invoice.id}/confirm`, form, headers);
      expect(answer.status).toBe(403);
    }
    expect(await server.prisma.payment.count({ where: { accountId: tenant.accountId } })).toBe(0);
  });

  it('sees or touches what belongs to an account: its invoices, payments and slips do not exist for others', async () => {
    const tenant = await signUpForPlan(server);
    const slip = Buffer.from('%PDF-1.4\n%%EOF\n');
    const paymentId = await confirmTransfer(server, tenant, tenant.invoice.id, {
      proof: { name: 'a.pdf', bytes: slip },
    });
    const proof = await server.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId } });
    const stranger = await signedIn(server, (await signUpForPlan(server)).email);
    for (const path of [
      `/app/invoices/${tenant.invoice.id}`,
      `/app/invoices/${tenant.invoice.id}/confirm`,
      `/app/proofs/${proof.id}`,
    ]) {
      expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    }
    expect((await stranger.post(`/app/payments/${paymentId}/withdraw`, {})).status).toBe(404);
    const confirm = { payment_method: 'bank_transfer', manual_reference: 'x', amount: '29.00' };
    expect((await stranger.post(`/app/invoices/${tenant.invoice.id}/confirm`, confirm)).status).toBe(404);
    const payment = await server.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } });
    expect(payment.status).toBe('pending_approval');
  });

  it('keeps a session id that was known before the sign-in', async () => {
    const tenant = await signUpTenant(server);
    const visitor = newVisitor(server);
    await visitor.post('/logout', {});
    const before = visitor.cookie();
    await visitor.post('/login', { email: tenant.email, password: PASSWORD });
    expect(visitor.cookie()).not.toBe(before);
    expect((await visitor.get('/app')).status).toBe(200);
  });
});

it('a slip is handed back as a download that no browser would run', async () => {
  const tenant = await signUpForPlan(server);
  const bytes = Buffer.from('%PDF-1.4\n<script>alert(1)</script>\n%%EOF\n');
  const paymentId = await confirmTransfer(server, tenant, tenant.invoice.id, {
    proof: { name: 'slip "1".pdf', bytes },
  });
  const proof = await server.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId } });
  const { status, headers, html } = await (await signedIn(server, tenant.email)).get(`/app/proofs/${proof.id}`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/pdf');
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="slip/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect(html).toBe(bytes.toString());
});

it('pages are never kept by a cache, and assets are kept for good', async () => {
  const visitor = newVisitor(server);
  const page = await visitor.get('/signup');
  expect(page.headers.get('cache-control')).toBe('no-store');
  const style = /href="(\/assets\/site\.css\?v=[0-9a-f]+)"/.exec(page.html)?.[1] ?? '';
  expect((await visitor.get(style)).headers.get('cache-control')).toContain('immutable');
  expect((await visitor.get('/assets/site.css?v=old')).headers.get('cache-control')).not.toContain('immutable');
  expect((await visitor.get('/assets/../package.json')).status).toBe(404);
});

describe('whatever is sent, a page answers', () => {
  const texts: [string, string][] = [
    ['NUL', 'a\0b'],
    ['emoji and another direction', '👋 مرحبا ‮evil'],
    ['a script', '"><script>alert(1)</script>'],
    ['a spreadsheet formula', '=HYPERLINK("http://evil.example")'],
    ['a great number', '1e309'],
    ['three hundred letters', 'x'.repeat(300)],
  ];

  it.each(texts)('%s in every field of the sign-up', async (_what, text) => {
    const fields = ['full_name', 'account_name', 'email', 'password', 'password_confirm', 'billing_city', 'tax_id'];
    const form = Object.fromEntries(fields.map((name) => [name, text]));
    for (const step of ['', 'methods']) {
      const answer = await newVisitor(server).post('/signup?plan=starter', { ...form, billing_country: text, step });
      expect([200, 400]).toContain(answer.status);
      expect(answer.html).not.toContain('<script>alert');
    }
  });

  it.each(texts)('%s in every other form of a visitor', async (_what, text) => {
    const form = { email: text, password: text, password_confirm: text, token: text, next: text };
    for (const path of ['/login', '/forgot-password', '/reset-password', '/verify-email']) {
      const answer = await newVisitor(server).post(path, form);
      expect([path, answer.status]).toEqual([
        path,
        expect.toSatisfy((status: number) => status >= 300 && status < 500),
      ]);
      expect(answer.html).not.toContain('<script>alert');
    }
  });

  it.each(texts)('%s in every field of a confirmation', async (_what, text) => {
    const tenant = await signUpForPlan(server);
    const visitor = await signedIn(server, tenant.email);
    const names = ['payment_method', 'manual_reference', 'manual_notes', 'amount', 'payer_name', 'form_key', 'user'];
    const answer = await visitor.post(
      `/app/invoices/${tenant.invoice.id}/confirm`,
      Object.fromEntries(names.map((name) => [name, text])),
    );
    expect(answer.status).toBe(400);
    expect(answer.html).toContain('error-summary');
    expect(answer.html).not.toContain('<script>alert');
  });

  it('a control character is said at its field, and the rest of the form is still there', async () => {
    const form = { ...SIGN_UP, email: 'nul@company.example', full_name: 'A\0B', account_name: 'Kept Ltd' };
    const answer = await newVisitor(server).post('/signup', form);
    expect(answer.status).toBe(400);
    expect(answer.html).toMatch(/id="field-full-name-error".*invisible control characters/s);
    expect(answer.html).toContain('value="Kept Ltd"');
  });

  it('what a tenant typed is shown as text wherever it comes back', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const tenant = await signUpForPlan(server, {
      fullName: evil,
      accountName: evil,
      billing: { city: evil, country: 'DE' },
    });
    await confirmTransfer(server, tenant, tenant.invoice.id, {
      manualReference: evil,
      manualNotes: evil,
      payerName: evil,
    });
    const visitor = await signedIn(server, tenant.email);
    for (const path of ['/app', `/app/invoices/${tenant.invoice.id}`, '/app/plan', '/app/credits']) {
      expect((await visitor.get(path)).html).not.toContain('<img');
    }
  });

  it.each([
    '/app/invoices/0',
    '/app/invoices/1e3',
    '/app/invoices/99999999999',
    '/app/invoices/-1',
    '/app/invoices/abc/confirm',
    '/app/proofs/%00',
    '/app/contracts/0',
    '/app/contracts/1e3',
    '/app/contracts/99999999999/sign',
    '/app/contracts/1/versions/%00',
    '/app/contracts/abc/versions/1/pdf',
    '/customer/contracts/abc/sign',
    '/app/nothing',
    '/nothing?x=%00',
    '/%E0%A4%A',
  ])('%s leads to a page that says there is nothing', async (path) => {
    const visitor = await signedIn(server, (await signUpTenant(server)).email);
    const answer = await visitor.get(path);
    expect(answer.html).toContain('<!doctype html>');
    expect([400, 404]).toContain(answer.status);
  });

  it.each([
    '/signup?plan=%00',
    '/signup?plan[a]=b',
    '/login?next[]=x',
    '/app?payments_before=x&invoices_before=%00',
    '/app/billing?payments_before=x&invoices_before=%00',
    '/app/contracts?before=%00',
    '/verify?sha256[a]=b',
    '/verify?sha256=%00',
    '/?x=%E0',
  ])('%s is answered without a fault', async (path) => {
    expect((await newVisitor(server).get(path)).status).toBeLessThan(500);
    const visitor = await signedIn(server, (await signUpTenant(server)).email);
    expect((await visitor.get(path)).status).toBeLessThan(500);
  });

  it('a body that is too large or of another kind is answered by a page', async () => {
    const visitor = newVisitor(server);
    const large = await visitor.post('/signup', { full_name: 'x'.repeat(200_000) });
    expect([large.status, large.html.includes('This is too large')]).toEqual([413, true]);
    const other = await server.fetch('/login', {
      method: 'POST',
      headers: { origin: server.baseUrl, 'content-type': 'text/plain' },
      body: 'email=x',
    });
    expect([other.status, (await other.text()).includes('<!doctype html>')]).toEqual([415, true]);
  });
});

describe('what there is to see', () => {
  it('a suspended account sees why, and can still pay', async () => {
    const tenant = await activeTenant(server);
    const invoiceId = await issueOneOff(server, tenant.accountId);
    const reason = 'The card of the courier was refused.';
    await suspendAccounts(await staff(server, 'support'), { accountIds: [tenant.accountId], reason, cause: 'unpaid' });
    const visitor = await signedIn(server, tenant.email);
    const { html } = await visitor.get('/app');
    for (const words of ['Your account is suspended', reason, 'Confirm payment']) expect(html).toContain(words);
    const form = { payment_method: 'bank_transfer', manual_reference: 'BT-9', amount: '15.00' };
    const answer = await visitor.post(`/app/invoices/${invoiceId}/confirm`, form);
    expect(answer.location).toBe(`/app/invoices/${invoiceId}`);
  });

  it('an account whose plan runs is told whom to ask for another one', async () => {
    const visitor = await signedIn(server, (await activeTenant(server)).email);
    expect((await visitor.get('/app/plan')).html).toContain('To change it, please write to us');
    const answer = await visitor.post('/app/plan', { plan_slug: 'scale', billing_country: 'DE' });
    expect(answer.status).toBe(409);
  });

  it('a tenant whose payment is in review is told that the plan can be changed afterwards', async () => {
    const tenant = await signUpForPlan(server);
    await confirmTransfer(server, tenant, tenant.invoice.id);
    const visitor = await signedIn(server, tenant.email);
    const form = { plan_slug: 'scale', billing_country: 'DE', payment_method: 'bank_transfer' };
    const answer = await visitor.post('/app/plan', form);
    expect([answer.status, answer.html]).toEqual([409, expect.stringContaining('is being reviewed')]);
  });

  it('a bill in a currency without decimals is shown and confirmed without them', async () => {
    const plan = await offerPlan(server, { price: '3500', currency: 'JPY' });
    const tenant = await signUpForPlan(server, { planSlug: plan.slug, billing: { country: 'JP' } });
    const visitor = await signedIn(server, tenant.email);
    expect((await visitor.get('/app')).html).toContain('3,500 JPY');
    const path = `/app/invoices/${tenant.invoice.id}`;
    expect((await visitor.get(`${path}/confirm`)).html).toContain('value="3500"');
    const form = { payment_method: 'bank_transfer', manual_reference: 'BT-10', amount: '3,500' };
    expect((await visitor.post(`${path}/confirm`, form)).location).toBe(path);
  });

  it('times are those of the account', async () => {
    const tenant = await signUpTenant(server);
    server.clock.set('2026-03-31T20:30:00Z');
    const late = await signUpForPlan(server);
    await server.prisma.account.update({ where: { id: late.accountId }, data: { timeZone: 'Asia/Karachi' } });
    expect((await (await signedIn(server, late.email)).get(`/app/invoices/${late.invoice.id}`)).html).toContain(
      '1 Apr 2026',
    );
    expect((await (await signedIn(server, tenant.email)).get('/app')).status).toBe(200);
    server.clock.set(new Date());
  });

  it('old invoices, payments and movements are reached page by page, each once', async () => {
    const tenant = await signUpTenant(server);
    const ids: number[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await issueOneOff(server, tenant.accountId));
    const visitor = await signedIn(server, tenant.email);
    const first = (await visitor.get('/app')).html;
    const older = /href="(\/app\/billing\?invoices_before=\d+)#invoices"/.exec(first)?.[1] ?? '';
    const second = (await visitor.get(older)).html;
    const shown = [...`${first}${second}`.matchAll(/<a href="\/app\/invoices\/(\d+)">INV/g)].map((match) =>
      Number(match[1]),
    );
    expect(shown).toEqual([...ids].reverse());
  });

  it('the home page shows the plans with the prices of the database', async () => {
    await server.prisma.plan.update({ where: { slug: 'growth' }, data: { price: '1234.5', includedCredits: 21_000 } });
    const { html } = await newVisitor(server).get('/');
    expect(html).toContain('1,234.50 USD');
    expect(html).toContain('21,000 AI credits each month');
  });

  it('somebody who is signed in is sent past the doors', async () => {
    const visitor = await signedIn(server, (await signUpTenant(server)).email);
    expect((await visitor.get('/login')).location).toBe('/app');
    expect((await visitor.get('/login?next=/app/credits')).location).toBe('/app/credits');
    expect((await visitor.get('/signup')).location).toBe('/app');
    expect((await visitor.get('/signup?plan=starter')).location).toBe('/app/plan?plan=starter');
    expect((await visitor.get('/pricing')).location).toBe('/#plans');
  });

  it('a stranger is sent to sign in and comes back, but never to another site', async () => {
    const tenant = await signUpTenant(server);
    const visitor = newVisitor(server);
    expect((await visitor.get('/app/credits?before=5')).location).toBe('/login?next=%2Fapp%2Fcredits%3Fbefore%3D5');
    const login = { email: tenant.email, password: PASSWORD };
    expect((await newVisitor(server).post('/login', { ...login, next: '/app/plan' })).location).toBe('/app/plan');
    expect((await newVisitor(server).post('/login', { ...login, next: '//evil.example' })).location).toBe('/app');
  });
});

function formKey(html: string): string {
  const key = /name="form_key" value="([^"]+)"/.exec(html)?.[1];
  if (key === undefined) throw new Error('the form has no key');
  return key;
}
