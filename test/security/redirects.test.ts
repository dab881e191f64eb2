import { expect, it } from 'vitest';
import { hire, STAFF_PASSWORD } from '../admin/office.js';
import { signedIn } from '../api/pages/visitor.js';
import { PASSWORD, signUpTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';

const server = useServer();

const ELSEWHERE = [
  'https://evil.example/',
  '//evil.example/app',
  '///evil.example/admin',
  '/\\evil.example/app',
  '\\\\evil.example',
  '/%2f%2fevil.example',
  '/admin//evil.example',
  '/app/../..//evil.example',
  '/admin/..//evil.example',
  '/admin/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)//app',
  '/app\r\nLocation: https://evil.example',
  '/admin\r\nSet-Cookie: planted=1',
];

/** Where a browser would really go, from a page of ours. */
function hostOf(answer: Response): string {
  return new URL(answer.headers.get('location') ?? '/', server.baseUrl).host;
}

function form(path: string, fields: Record<string, string>): Promise<Response> {
  const headers = { origin: server.baseUrl };
  return server.fetch(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
}

it('nobody is led to another site after signing in, whatever the address asks for', async () => {
  const tenant = await signUpTenant(server);
  const colleague = await hire(server, 'support');
  const { host } = new URL(server.baseUrl);
  for (const next of ELSEWHERE) {
    const answers = await Promise.all([
      form('/login', { email: tenant.email, password: PASSWORD, next }),
      form('/admin/login', { email: colleague.email, password: STAFF_PASSWORD, next }),
    ]);
    for (const answer of answers) {
      expect([next, answer.status, hostOf(answer)]).toEqual([next, 303, host]);
      expect([next, answer.headers.getSetCookie().join().includes('planted')]).toEqual([next, false]);
    }
  }
});

it('nobody is led to another site by an address of ours with another one inside', async () => {
  const cookie = (await signedIn(server, (await signUpTenant(server)).email)).cookie();
  const { host } = new URL(server.baseUrl);
  const leads: [string, string][] = [
    ['/login?next=', cookie],
    ['/signup?next=', cookie],
    ['/app/', ''],
    ['/customer/', ''],
    ['/customer/login?', ''],
    ['/pricing?', ''],
    ['/admin/', ''],
    ['/', ''],
  ];
  for (const target of ELSEWHERE) {
    const asked = leads.map(([lead, cookie]) => {
      const inside = lead.includes('?') ? encodeURIComponent(target) : encodeURI(target.trimStart());
      return server.fetch(`${server.baseUrl}${lead}${inside}`, { headers: { cookie } });
    });
    const hosts = (await Promise.all(asked)).map(hostOf);
    expect([target, hosts]).toEqual([target, leads.map(() => host)]);
  }
});

it('what a page of ours hands on as the way back stays inside', async () => {
  for (const next of ELSEWHERE) {
    const html = await (await server.fetch(`/login?next=${encodeURIComponent(next)}`)).text();
    const office = await (await server.fetch(`/admin/login?next=${encodeURIComponent(next)}`)).text();
    for (const page of [html, office]) {
      const kept = /name="next" value="([^"]*)"/.exec(page)?.[1] ?? '';
      expect([next, new URL(kept, server.baseUrl).origin]).toEqual([next, server.baseUrl]);
    }
  }
});
