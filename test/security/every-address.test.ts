import { beforeAll, expect, it } from 'vitest';
import { inviteUser } from '../../src/services/users/invite-user.js';
import { requestPasswordReset } from '../../src/services/users/request-password-reset.js';
import { type Colleague, signIn } from '../admin/office.js';
import { signedIn, type Visitor } from '../api/pages/visitor.js';
import { anonymousContext } from '../support/contexts.js';
import { billedContract, sentContract } from '../support/contract-factories.js';
import {
  activeTenant,
  confirmTransfer,
  inviteColleague,
  issuePlanInvoice,
  offerPlan,
  type PayingTenant,
} from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';
import { changes, everyRoute, type KnownRoute } from './every-route.js';
import { mailedLinks } from './mailed-links.js';

const server = useServer();
let boss: Colleague;
let owner: Visitor;
let tenant: PayingTenant;

let program: string;

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  const plan = await offerPlan(server, { maxUsers: 5 });
  tenant = await activeTenant(server, { planSlug: plan.slug });
  await inviteColleague(server, tenant);
  await inviteUser(tenant.ctx, { email: 'invited@tenant.example', role: 'admin' });
  await requestPasswordReset(anonymousContext(server), { email: tenant.email });
  const invoiceId = await issuePlanInvoice(server, tenant.accountId, plan.slug);
  await confirmTransfer(server, tenant, invoiceId);
  await billedContract(server, tenant);
  await sentContract(server, tenant);
  owner = await signedIn(server, tenant.email);
  await boss.post('/resources/StaffUser/actions/newStaffUser', {
    full_name: 'Nadia Roy',
    email: 'nadia@office.example',
    role: 'support',
  });
  const made = await boss.post('/resources/StaffApiToken/actions/newApiToken', {
    name: 'ERP',
    role: 'superadmin',
    expires_in_days: '90',
  });
  program = (made.body.secret as { value: string }).value;
});

const DISGUISE = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };

/** All that only asks, in the disguises of a POST that some frameworks believe. */
const QUESTIONS: { method: string; headers?: Record<string, string>; query?: string }[] = [
  { method: 'GET', headers: DISGUISE, query: '_method=POST&preview=false' },
  { method: 'HEAD', headers: DISGUISE },
  { method: 'OPTIONS', headers: DISGUISE },
];

it('asking changes nothing: every route, on rows it could act on, by every method that only asks', async () => {
  const addresses = await everyPath();
  expect(addresses.length).toBeGreaterThan(150);
  // A PDF is made when it is first asked for.
  for (const address of addresses.filter(({ path }) => path.endsWith('/pdf'))) await ask(address, { method: 'GET' });
  const before = await businessRows();
  const changing = new Set((await everyAddress()).filter(changes).map(({ path }) => path));
  for (const address of addresses) {
    const questions = changing.has(address.path) ? QUESTIONS : QUESTIONS.slice(0, 1);
    await Promise.all(questions.map((question) => ask(address, question)));
  }
  expect(await businessRows()).toEqual(before);
  // Signing out writes no row of the business.
  for (const { cookie, path } of [
    { ...boss, path: '/admin/api/dashboard' },
    { cookie: owner.cookie(), path: '/app' },
  ])
    expect((await server.fetch(path, { headers: { cookie } })).status).toBe(200);
});

it('a mailed link only shows its button: opened by a scanner, by any method that asks, it still serves', async () => {
  const links = await mailedLinks(server);
  expect(links.map((link) => link.split('?')[0]).sort()).toEqual(
    ['/admin/set-password', '/invitation', '/reset-password', '/verify-email'].sort(),
  );
  const before = await businessRows();
  for (const link of links)
    for (const { method, headers = {}, query } of QUESTIONS)
      await server.fetch(`${link}&${query ?? ''}`, { method, headers }).then((answer) => answer.text());
  expect(await businessRows()).toEqual(before);
});

it('no method but those a route names reaches it: PUT, PATCH and DELETE are refused and change nothing', async () => {
  const named = new Set((await everyAddress()).map(({ method, path }) => `${method} ${path}`));
  const before = await businessRows();
  for (const address of await everyPath()) {
    const others = ['PUT', 'PATCH', 'DELETE'].filter((method) => !named.has(`${method} ${address.path}`));
    const statuses = await Promise.all(others.map((method) => ask(address, { method })));
    for (const status of statuses) expect([401, 403, 404, 405], `${address.path}: ${status}`).toContain(status);
  }
  expect(await businessRows()).toEqual(before);
});

it('every page keeps to the strict policy it is sent with: no script, handler or style of its own, nothing from elsewhere', async () => {
  const pages = (await everyAnswer()).filter(({ headers }) => headers.get('content-type')?.startsWith('text/html'));
  expect(pages.length).toBeGreaterThan(25);
  for (const { door, path, headers, text: html } of pages) {
    const policy = headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'self' 'nonce-([\w+/=]{22,})'(;|$)/.exec(policy)?.[1];
    expect(nonce, `${path}: ${policy}`).toBeDefined();
    for (const [tag] of html.matchAll(/<script[^>]*>/g))
      expect(tag.includes(`nonce="${nonce}"`) || / src="\/assets\//.test(tag), `${path}: ${tag}`).toBe(true);
    expect(html, path).not.toMatch(/<[a-z][^>]*\son[a-z]+\s*=|javascript:/i);
    if (door === 'pages') expect(html, path).not.toMatch(/<style|<[a-z][^>]*\sstyle\s*=/i);
    const loaded = /<(?:script|link|img|iframe|form|source)[^>]*\s(?:src|href|action|srcset)="([^"]*)"/g;
    for (const [, address = ''] of html.matchAll(loaded)) expect(address, path).toMatch(/^(\/(?!\/)|data:image|$)/);
  }
});

it('no answer carries a secret: no hash, key, token or place of a file, in pages, window state or JSON', async () => {
  const secrets = await everySecret();
  expect(secrets.length).toBeGreaterThan(20);
  for (const { path, headers, text } of await everyAnswer()) {
    const told = `${[...headers.values()].join()} ${text}`;
    expect([path, secrets.filter((secret) => told.includes(secret))]).toEqual([path, []]);
  }
});

interface Read extends Address {
  headers: Headers;
  text: string;
}

let read: Promise<Read[]> | null = null;

/** What every address answers to whoever may ask, read once for those who look at it. */
function everyAnswer(): Promise<Read[]> {
  read ??= everyPath().then((addresses) =>
    Promise.all(
      addresses.map(async (address) => {
        const { answer, text } = await fetchAs(address, {});
        return { ...address, headers: answer.headers, text };
      }),
    ),
  );
  return read;
}

/** What the database and the settings hold and nobody may read. */
async function everySecret(): Promise<string[]> {
  const { prisma, url, ownerUrl } = server;
  const [users, staff, sessions, oneTime, tokens, mails, proofs, documents] = await Promise.all([
    prisma.user.findMany(),
    prisma.staffUser.findMany(),
    prisma.authToken.findMany(),
    prisma.oneTimeToken.findMany(),
    prisma.staffApiToken.findMany(),
    prisma.mail.findMany(),
    prisma.paymentProof.findMany(),
    prisma.document.findMany(),
  ]);
  const opened = mails.flatMap(({ secret }) => (secret === null ? [] : [secret, tokenIn(secret)]));
  return [
    ...[...users, ...staff].map(({ passwordHash }) => passwordHash),
    ...[...sessions, ...oneTime, ...tokens].map(({ tokenHash }) => tokenHash),
    ...[...proofs, ...documents].map(({ storageKey }) => storageKey),
    ...opened,
    ...[program, url, ownerUrl, server.proofFolder, server.documentFolder],
    ...['a session secret that only the tests use', 'an encryption key that only the tests use'],
  ].flatMap((secret) => (secret === null || secret.length < 8 ? [] : [secret]));
}

function tokenIn(secret: string): string {
  return server.installation.secrets.open(secret).split('token=')[1] ?? '';
}

interface Address extends KnownRoute {
  cookie: string;
}

/** Every route, each under one of its prefixes, with the ids of rows that are there. */
async function everyAddress(): Promise<Address[]> {
  const rows = new Map<string, number[]>();
  const found: Address[] = [];
  for (const route of everyRoute(server).filter(({ path }) => !/^\/(api|v1)\/(?!v1\/)/.test(path))) {
    const cookie = route.door === 'office' ? boss.cookie : owner.cookie();
    const noun = /([\w-]+)\/(?:records\/)?\{id\}/.exec(route.path)?.[1];
    if (noun !== undefined && !rows.has(noun)) rows.set(noun, await idsOf(noun));
    for (const id of noun === undefined ? [0] : (rows.get(noun) ?? []))
      found.push({ ...route, cookie, path: route.path.replace('{id}', String(id)).replace(/\{\w+\}/g, '1') });
  }
  return found;
}

async function everyPath(): Promise<Address[]> {
  return [...new Map((await everyAddress()).map((each) => [each.path, each])).values()];
}

/** The newest rows that a path's noun may mean: "invoices", "clients", or a model of the back-office. */
async function idsOf(noun: string): Promise<number[]> {
  const models: Record<string, string> = {
    invoices: 'Invoice',
    payments: 'Payment',
    proofs: 'PaymentProof',
    contracts: 'Contract',
    people: 'User',
    users: 'User',
    clients: 'Account',
    invitations: 'Invitation',
  };
  const model = models[noun] ?? noun;
  // One contract is billed, the other waits for its signatures.
  const { body } = await boss.get(`/resources/${model}/actions/list?perPage=${model === 'Contract' ? 2 : 1}`);
  const ids = body.records?.map(({ id }) => id) ?? [];
  return ids.length === 0 ? [1] : ids;
}

type Question = Partial<(typeof QUESTIONS)[number]>;

async function ask(address: Address, question: Question): Promise<number> {
  return (await fetchAs(address, question)).answer.status;
}

async function fetchAs({ door, path, cookie }: Address, { method = 'GET', headers, query }: Question) {
  const isForPrograms = door === 'api' && path.includes('/admin/');
  const answer = await server.fetch(query === undefined ? path : `${path}?${query}`, {
    method,
    headers: {
      origin: server.baseUrl,
      ...(isForPrograms ? { authorization: `Bearer ${program}` } : { cookie }),
      ...headers,
    },
  });
  return { answer, text: await answer.text() };
}

/** Without what moves with every request: who was here when, how often, and the sentence for the next page. */
async function businessRows() {
  const {
    staff_sessions: _staff,
    user_sessions: _users,
    rate_limits: _limits,
    staff_api_tokens: _tokens,
    ...rows
  } = await allRows(server);
  return rows;
}
