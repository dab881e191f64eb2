import { expect, it } from 'vitest';
import { safeNext } from '../../../src/api/pages/next-path.js';

it.each(['/app', '/app/plan', '/app/invoices/7/confirm', '/app?payments_before=9'])(
  '%s is a page to return to',
  (path) => {
    expect(safeNext(path)).toBe(path);
  },
);

it.each([
  'https://evil.example/app',
  '//evil.example/app',
  '/\\evil.example/app',
  '/\t/evil.example/app',
  'javascript:alert(1)',
  '/app/../login',
  '/application',
  '/login',
  '/admin',
  '',
  `/app/${'x'.repeat(600)}`,
  ['/app'],
  undefined,
])('%s is not', (path) => {
  expect(safeNext(path)).toBeNull();
});
