import { expect, it } from 'vitest';
import { PASSWORD, signUpTenant } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { newVisitor } from './visitor.js';

const server = useServer({ rateLimitScale: 1 });

it('after ten wrong passwords the login page asks to wait, even for the right one, and others are let in', async () => {
  const tenant = await signUpTenant(server);
  const other = await signUpTenant(server);
  const visitor = newVisitor(server);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    expect((await visitor.post('/login', { email: tenant.email, password: 'wrong' })).status).toBe(401);
  }
  const answer = await visitor.post('/login', { email: tenant.email, password: PASSWORD });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.html).toContain('Too many attempts');
  expect(answer.html).toContain(`value="${tenant.email}"`);
  expect((await visitor.post('/login', { email: other.email, password: PASSWORD })).location).toBe('/app');
});

it('sixty files a minute are verified for one address, by fingerprint or upload; then it is asked to wait', async () => {
  const visitor = newVisitor(server);
  const path = `/verify?sha256=${'a'.repeat(64)}`;
  for (let attempt = 0; attempt < 60; attempt += 1) expect((await visitor.get(path)).status).toBe(200);
  const upload = new FormData();
  upload.set('file', new Blob(['%PDF-1.4']), 'contract.pdf');
  for (const answer of [await visitor.get(path), await visitor.post('/verify', upload)]) {
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.html).toContain('Too many attempts');
  }
  expect((await visitor.get('/verify')).status).toBe(200);
});
