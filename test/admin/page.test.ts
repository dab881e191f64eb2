import { expect, test } from 'vitest';
import { useServer } from '../support/http.js';
import { wireOf } from '../support/wire.js';
import { signIn } from './office.js';

const server = useServer();

test('a name that closes a script stays text in the state that the page prints', async () => {
  const evil = '</script><script>alert(1)</script>@office.example';
  const colleague = await signIn(server, 'superadmin', { email: evil, fullName: evil });
  const html = await (await colleague.fetch('/admin')).text();
  expect(html).not.toContain('<script>alert(1)');
  expect(html).toContain('\\u003c/script>');
});

test('every script carries the nonce of the answer, and nothing comes from another host', async () => {
  const colleague = await signIn(server, 'auditor');
  const page = await colleague.fetch('/admin');
  const html = await page.text();
  const nonce = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1];
  expect(nonce).toBeDefined();
  for (const script of html.match(/<script[^>]*>/g) ?? []) expect(script).toContain(`nonce="${nonce}"`);
  for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^\/admin\//);
  expect(html).not.toMatch(/fonts\.googleapis|made with|softwarebrothers/i);
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('the page prints of the person only what it needs', async () => {
  const colleague = await signIn(server, 'finance');
  const html = await (await colleague.fetch('/admin')).text();
  const state = JSON.parse(/window\.COUNTERSIGN = (.*);/.exec(html)?.[1] ?? '{}') as { staff: unknown };
  expect(state.staff).toEqual({ id: colleague.staff.id, email: colleague.staff.email, role: 'finance' });
  expect(html).not.toContain('argon2');
});

test('the first page after signing in weighs little, its repeat next to nothing, and nothing comes from elsewhere', async () => {
  const colleague = await signIn(server, 'superadmin');
  const page = await wireOf(server.baseUrl, '/admin', colleague.cookie);
  const list = await wireOf(server.baseUrl, '/admin/api/resources/Payment/actions/list?perPage=100', colleague.cookie);
  const addresses = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].flatMap(([, address]) => address ?? []);
  const assets = await Promise.all(addresses.map((address) => wireOf(server.baseUrl, address, '')));
  expect(
    addresses.filter((address) => !/^\/admin\/frontend\/assets\/[\w.-]+$/.test(address.split('?')[0] ?? '')),
  ).toEqual([]);
  const weights = assets.map(({ bytes }) => bytes);
  expect(weights.reduce((sum, bytes) => sum + bytes, page.bytes + list.bytes)).toBeLessThan(220_000);
  expect(page.bytes + list.bytes).toBeLessThan(20_000);
});

test('scripts and styles are kept for a year under their hash, compressed, and production builds only', async () => {
  const html = await (await (await signIn(server, 'auditor')).fetch('/admin')).text();
  const addresses = [...html.matchAll(/(?:src|href)="(\/admin\/frontend\/assets\/[^"]*\.(?:js|css)\?[^"]*)"/g)].flatMap(
    ([, address]) => address ?? [],
  );
  expect(addresses).toHaveLength(2);
  for (const address of addresses) {
    const asset = await server.fetch(address, { headers: { 'accept-encoding': 'br' } });
    expect([asset.status, asset.headers.get('content-encoding')], address).toEqual([200, 'br']);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await asset.text()).not.toMatch(/sourceMappingURL|react-dom\.development/);
  }
  expect((await server.fetch('/admin/frontend/assets/manifest.json')).status).toBe(404);
  expect((await server.fetch('/admin/frontend/assets/app.bundle.js')).status).toBe(404);
  expect((await server.fetch('/admin/frontend/assets/..%2f..%2fpackage.json')).status).toBe(404);
});

test('an upload by a stranger is refused before a byte of it is parsed', async () => {
  const form = new FormData();
  form.set('proof', new File([Buffer.alloc(5_000_000)], 'slip.pdf'));
  const answer = await server.fetch('/admin/api/resources/Invoice/records/1/recordPayment', {
    method: 'POST',
    headers: { origin: server.baseUrl },
    body: form,
  });
  expect(answer.status).toBe(401);
});

test('bodies have limits, and a type that is not read is named', async () => {
  const colleague = await signIn(server, 'superadmin');
  const send = (body: string, type: string) =>
    colleague.fetch('/admin/api/resources/Payment/actions/approvePayments', {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
  expect((await send(JSON.stringify({ recordIds: [1], note: 'x'.repeat(3_000_000) }), 'application/json')).status).toBe(
    413,
  );
  expect((await send('<xml/>', 'application/xml')).status).toBe(415);
  expect((await send('{"recordIds": [', 'application/json')).status).toBe(400);
  expect((await send('[1,2]', 'application/json')).status).toBe(400);
});
