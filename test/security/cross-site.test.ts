import { beforeAll, expect, it } from 'vitest';
import { API_PREFIXES } from '../../src/api/prefixes.js';
import { createApp } from '../../src/app.js';
import { type Colleague, signIn } from '../admin/office.js';
import { signedIn, type Visitor } from '../api/pages/visitor.js';
import { signUpForPlan } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';
import { changes, everyRoute, type KnownRoute, routesIn } from './every-route.js';
import { depsOf, serveAgain } from './same-app.js';

const server = useServer();
let boss: Colleague;
let owner: Visitor;

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  owner = await signedIn(server, (await signUpForPlan(server)).email);
});

/** What browsers send along with a form or a script of another site, of a hidden frame, of a sibling domain. */
const FOREIGN: Record<string, string>[] = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  {},
];

/** Bodies that a page may send anywhere without asking first. */
const SIMPLE = [
  ['application/x-www-form-urlencoded', 'recordIds=1&reason=forged&password=forged'],
  ['text/plain', '{"recordIds":[1],"reason":"forged"}'],
] as const;

it.each(['office', 'pages', 'api'] as const)(
  'no changing route acts for another site, whatever cookie comes along: the door %s',
  async (door) => {
    const routes = everyRoute(server).filter((route) => route.door === door && changes(route));
    expect(routes.length).toBeGreaterThan(20);
    const before = await businessRows();
    for (const route of routes)
      await Promise.all(FOREIGN.map((headers, number) => expectRefused(route, headers, number)));
    expect(await businessRows()).toEqual(before);
  },
);

async function expectRefused(route: KnownRoute, headers: Record<string, string>, number: number): Promise<void> {
  const [type, body] = SIMPLE[number % SIMPLE.length] ?? SIMPLE[0];
  const answer = await server.fetch(route.path.replace(/\{\w+\}/g, '1'), {
    method: route.method,
    headers: { cookie: `${boss.cookie}; ${owner.cookie()}`, 'content-type': type, ...headers },
    body,
  });
  const text = await answer.text();
  const where = `${route.method} ${route.path} with ${JSON.stringify(headers)}`;
  expect(answer.status, where).toBe(403);
  expect(text, where).toContain(route.door === 'pages' ? 'was not sent from one of our pages' : '"cross_site"');
}

it('no changing route is served that these tests do not know', async () => {
  const known = new Set(everyRoute(server).flatMap(({ method, path }) => [`${method} ${path}`, `ALL ${path}`]));
  const app = await createApp(depsOf(server));
  const served = routesIn(app.router).filter(({ method }) => !['GET', 'HEAD'].includes(method));
  const unknown = served.filter(({ method, path }) => {
    // AdminJS's own routes are patterns; what they reach is what actionsOf names, and the guard stands before them.
    if (/^\/api\/(resources|pages)\/\{/.test(path)) return false;
    return !['', '/admin', ...API_PREFIXES].some((prefix) => known.has(`${method} ${prefix}${path}`));
  });
  expect(unknown).toEqual([]);
  expect(served.length).toBeGreaterThan(50);
});

it('over https a page that came in the clear is a foreign one, were it of this very host', async () => {
  const secure = await serveAgain(server, { baseUrl: 'https://billing.example' });
  const { host } = new URL(secure.url);
  const status = async (origin: string, path: string) =>
    (await fetch(`${secure.url}${path}`, { method: 'POST', headers: { origin } })).status;
  for (const path of ['/admin/login', '/login', '/api/v1/auth/login']) {
    for (const ours of ['https://billing.example', `https://${host}`])
      expect([path, ours, await status(ours, path)]).not.toEqual([path, ours, 403]);
    for (const foreign of [`http://${host}`, 'http://billing.example', 'https://billing.example.evil.example'])
      expect([path, foreign, await status(foreign, path)]).toEqual([path, foreign, 403]);
  }
  await secure.close();
});

async function businessRows() {
  const { staff_sessions: _staff, user_sessions: _users, rate_limits: _limits, ...rows } = await allRows(server);
  return rows;
}
