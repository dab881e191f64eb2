import type { Router } from 'express';
import type { TenantAccess } from '../services/access/check-tenant-access.js';
import type { Capability } from '../services/access/validate-account-and-plan.js';
import type { TenantPermission } from '../services/core/permissions.js';
import type { ApiRoute } from './route.js';

type TenantRoute = `${'GET' | 'POST' | 'PATCH'} /${string}`;

/**
 * What every route of an account asks for, on one page: the right of the person, and the state of the account. JSON
 * routes stand without their prefix; those for anyone need no line. A route that has none stops the start.
 *
 * `sign_in` and `billing` are open to every account whose people may sign in, `app` only to those on trial or active
 * (services/access/validate-account-and-plan.ts). Which person holds which right: services/users/role-permissions.ts.
 */
const TENANT_ROUTES: Readonly<Record<TenantRoute, readonly [TenantPermission, Capability]>> = {
  // The JSON API
  'GET /auth/me': ['tenant.read', 'sign_in'],
  'GET /customer/profile': ['tenant.read', 'sign_in'],
  'PATCH /customer/profile': ['tenant.edit_profile', 'app'],
  'GET /billing/invoices': ['tenant.read', 'billing'],
  'GET /billing/invoices/{id}': ['tenant.read', 'billing'],
  'GET /billing/invoices/{id}/pdf': ['tenant.read', 'billing'],
  'GET /billing/payments': ['tenant.read', 'billing'],
  'POST /billing/payments/confirm': ['tenant.pay', 'billing'],
  'GET /billing/transactions': ['tenant.read', 'billing'],
  'GET /billing/transactions/balance': ['tenant.read', 'billing'],
  'GET /customer/contracts': ['tenant.read', 'billing'],
  'GET /customer/contracts/{id}': ['tenant.read', 'billing'],
  'GET /customer/contracts/{id}/pdf': ['tenant.read', 'billing'],
  'POST /customer/contracts/{id}/sign': ['tenant.sign_contracts', 'app'],
  'GET /customer/billing': ['tenant.read', 'billing'],

  // Pages: the account
  'GET /app': ['tenant.read', 'sign_in'],
  'POST /app/resend-verification': ['tenant.read', 'sign_in'],
  'GET /app/credits': ['tenant.read', 'billing'],
  'GET /app/plan': ['tenant.read', 'billing'],
  'POST /app/plan': ['tenant.change_plan', 'billing'],
  'GET /app/profile': ['tenant.read', 'sign_in'],
  'POST /app/profile': ['tenant.edit_profile', 'app'],

  // Pages: invoices and payments
  'GET /app/invoices/{id}': ['tenant.read', 'billing'],
  'GET /app/invoices/{id}/pdf': ['tenant.read', 'billing'],
  'GET /app/invoices/{id}/confirm': ['tenant.pay', 'billing'],
  'POST /app/invoices/{id}/confirm': ['tenant.pay', 'billing'],
  'POST /app/payments/{id}/withdraw': ['tenant.pay', 'billing'],
  'GET /app/proofs/{id}': ['tenant.read', 'billing'],

  'GET /app/billing': ['tenant.read', 'billing'],

  // Pages: contracts
  'GET /app/contracts': ['tenant.read', 'sign_in'],
  'GET /app/contracts/{id}': ['tenant.read', 'sign_in'],
  'GET /app/contracts/{id}/versions/{number}': ['tenant.read', 'sign_in'],
  'GET /app/contracts/{id}/versions/{number}/pdf': ['tenant.read', 'sign_in'],
  'GET /app/contracts/{id}/sign': ['tenant.read', 'sign_in'],
  'POST /app/contracts/{id}/sign': ['tenant.sign_contracts', 'app'],
  'GET /app/contracts/{id}/signed': ['tenant.read', 'sign_in'],
  'GET /app/contracts/{id}/decline': ['tenant.sign_contracts', 'app'],
  'POST /app/contracts/{id}/decline': ['tenant.sign_contracts', 'app'],

  // Pages: people
  'GET /app/people': ['tenant.read', 'sign_in'],
  'GET /app/people/invite': ['tenant.manage_people', 'app'],
  'POST /app/people/invite': ['tenant.manage_people', 'app'],
  'GET /app/people/{id}': ['tenant.manage_people', 'app'],
  'POST /app/people/{id}': ['tenant.manage_people', 'app'],
  'POST /app/people/{id}/remove': ['tenant.manage_people', 'app'],
  'POST /app/people/{id}/transfer': ['tenant.transfer_ownership', 'app'],
  'POST /app/invitations/{id}/resend': ['tenant.manage_people', 'app'],
  'POST /app/invitations/{id}/revoke': ['tenant.manage_people', 'app'],
};

interface Line extends TenantAccess {
  route: string;
  method: string;
  path: string;
}

/** The table, a line each, for tests and documentation. */
export const TENANT_LINES: readonly Line[] = Object.entries(TENANT_ROUTES).map(([route, [permission, capability]]) => {
  const [method = '', path = ''] = route.split(' ');
  return { route, method, path, permission, capability };
});

const PAGES = TENANT_LINES.filter(({ path }) => /^\/app(\/|$)/.test(path)).map((line) => ({
  ...line,
  // Express takes any case and a slash at the end; an id is a number, and what is none leads nowhere.
  pattern: new RegExp(`^${line.path.replaceAll(/\{\w+\}/g, '\\d+')}/?$`, 'i'),
}));

/** What a page under /app asks for; null for an address that has no line, which is refused. */
export function accessOfPage(method: string, path: string): TenantAccess | null {
  const asked = method === 'HEAD' ? 'GET' : method;
  return PAGES.find((line) => line.method === asked && line.pattern.test(path)) ?? null;
}

/** What a JSON route for users asks for. */
export function accessOfRoute({ method, path }: Pick<ApiRoute, 'method' | 'path'>): TenantAccess {
  return lineOf(`${method.toUpperCase()} ${path}`);
}

function lineOf(route: string): Line {
  const line = TENANT_LINES.find((each) => each.route === route);
  if (line === undefined) throw new Error(`${route}: say in src/api/tenant-access.ts what it asks for`);
  return line;
}

/** Stops the start over a page under /app that has no line. */
export function insistOnAccess(pages: Router): void {
  for (const route of pagesOf(pages)) lineOf(route);
}

/** Every page under /app, read from the routers themselves: "GET /app/invoices/{id}". */
export function pagesOf(router: Router): string[] {
  return router.stack.flatMap((layer) => {
    const { route } = layer;
    if (route === undefined) return isRouter(layer.handle) ? pagesOf(layer.handle) : [];
    if (!route.path.startsWith('/app')) return [];
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    return route.stack.map(({ method }) => `${method.toUpperCase()} ${path}`);
  });
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === 'function' && 'stack' in handle && Array.isArray(handle.stack);
}
