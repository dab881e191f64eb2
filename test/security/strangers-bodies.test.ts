import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { confirmation, newEmail, register } from '../api/client.js';
import { signedIn } from '../api/pages/visitor.js';
import { PASSWORD, signUpForPlan } from '../support/factories.js';
import { useServer } from '../support/http.js';

const server = useServer();
const HUNDRED_MB = 100 * 1024 * 1024;

interface Announced {
  path: string;
  type: string;
  headers?: Record<string, string>;
}

/** Announces a hundred megabytes, sends the first hundred bytes, and answers with what is said to that. */
function announce({ path, type, headers = {} }: Announced): Promise<number> {
  const { hostname, port } = new URL(server.baseUrl);
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    origin: server.baseUrl,
    'content-type': type,
    'content-length': String(HUNDRED_MB),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const giveUp = setTimeout(() => {
      socket.destroy();
      resolve(0);
    }, 60_000);
    socket.on('data', (chunk) => {
      clearTimeout(giveUp);
      socket.destroy();
      resolve(Number(chunk.toString().split(' ')[1]));
    });
    socket.on('error', reject);
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${'x'.repeat(100)}`);
  });
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const MULTIPART = 'multipart/form-data; boundary=b';

it('a hundred megabytes are refused by their announcement, before they are sent', async () => {
  const { access } = await register(server, { plan_slug: 'starter' });
  const authorization = `Bearer ${access}`;
  const strangers = ['/login', '/signup', '/forgot-password', '/reset-password', '/verify-email', '/invitation'];
  const doors = ['/admin/login', '/admin/forgot-password', '/admin/set-password'];
  const asked: [Announced, number][] = [
    ...[...strangers, ...doors].flatMap((path): [Announced, number][] =>
      [FORM, JSON_TYPE, MULTIPART].map((type) => [{ path, type }, 413]),
    ),
    [{ path: '/verify', type: MULTIPART }, 413],
    [{ path: '/api/v1/auth/login', type: JSON_TYPE }, 413],
    [{ path: '/api/v1/auth/register', type: MULTIPART }, 413],
    [{ path: '/api/v1/billing/payments/confirm', type: MULTIPART, headers: { authorization } }, 413],
    // Pages keep what was typed while a session ended; its file is not kept.
    [{ path: '/app/invoices/1/confirm', type: MULTIPART }, 413],
    [{ path: '/app/plan', type: FORM }, 413],
    // Elsewhere who is not signed in is told so, and nothing is read.
    [{ path: '/api/v1/billing/payments/confirm', type: MULTIPART }, 401],
    [{ path: '/admin/api/resources/Payment/actions/approvePayments', type: JSON_TYPE }, 401],
  ];
  for (const [request, status] of asked) expect([request, await announce(request)]).toEqual([request, status]);
});

it('nobody but who may send a slip sends a file', async () => {
  const upload = (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('proof', new Blob([new Uint8Array(1_000_000)]), 'slip.pdf');
    return form;
  };
  const headers = { origin: server.baseUrl };
  for (const path of ['/login', '/signup', '/admin/login', '/api/v1/auth/login', '/api/v1/auth/register']) {
    const body = upload({ email: newEmail(), password: PASSWORD });
    const answer = await server.fetch(path, { method: 'POST', headers, body });
    expect([path, answer.status]).toEqual([path, 415]);
  }
});

it('a slip that comes after the session has ended costs nothing but the way, and what was typed is kept', async () => {
  const tenant = await signUpForPlan(server);
  const path = `/app/invoices/${tenant.invoice.id}/confirm`;
  const visitor = await signedIn(server, tenant.email);
  await visitor.post('/logout', {});
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...confirmation(0), user: tenant.userId }))
    form.set(name, String(value));
  form.set('manual_reference', 'BT-typed-before');
  form.set('proof', new Blob([new Uint8Array(12_000_000)]), 'slip.pdf');
  expect((await visitor.post(path, form)).location).toBe(`/login?next=${encodeURIComponent(path)}`);
  await visitor.post('/login', { email: tenant.email, password: PASSWORD });
  expect((await visitor.get(path)).html).toContain('BT-typed-before');
});
