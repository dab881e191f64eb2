import type { Router } from 'express';
import { doorRoutes } from '../../src/admin/auth/door.routes.js';
import { actionsOf } from '../../src/admin/define-resource.js';
import { PAGE_NAMES } from '../../src/admin/pages/index.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { loadAssets } from '../../src/api/assets/assets.js';
import { tenantLimits } from '../../src/api/limits.js';
import { openSite, pagesRouter } from '../../src/api/pages/router.js';
import { API_PREFIXES } from '../../src/api/prefixes.js';
import { API_ROUTES } from '../../src/api/routes.js';
import type { TestServer } from '../support/http.js';
import { depsOf } from './same-app.js';

/** A route as a browser asks for it; "{id}" and the like stand where a row is named. */
export interface KnownRoute {
  door: 'office' | 'pages' | 'api';
  method: string;
  path: string;
}

/** Every route there is, read from the tables and routers that serve them, never from a list of our own. */
export function everyRoute(server: TestServer): KnownRoute[] {
  return [...officeRoutes(server), ...pageRoutes(server), ...apiRoutes()];
}

export function changes({ method }: KnownRoute): boolean {
  return method !== 'GET';
}

function officeRoutes(server: TestServer): KnownRoute[] {
  const deps = depsOf(server);
  const door = routesIn(doorRoutes({ ...deps, sessionPool: deps.sidePool }, {}));
  const actions = RESOURCES.flatMap(actionsOf).flatMap(({ resource, action, kind, methods }) =>
    methods.map((method) => ({
      method,
      path:
        kind === 'record'
          ? `/api/resources/${resource}/records/{id}/${action}`
          : `/api/resources/${resource}/actions/${action}`,
    })),
  );
  const pages = PAGE_NAMES.flatMap((name) => ['GET', 'POST'].map((method) => ({ method, path: `/api/pages/${name}` })));
  const others = [
    { method: 'GET', path: '/api/dashboard' },
    { method: 'GET', path: '' },
  ];
  return [...door, ...actions, ...pages, ...others].map(({ method, path }) => ({
    door: 'office',
    method,
    path: `/admin${path}`,
  }));
}

function pageRoutes(server: TestServer): KnownRoute[] {
  const deps = depsOf(server);
  const router = pagesRouter(openSite(deps, tenantLimits(deps), loadAssets()));
  return routesIn(router).map((route) => ({ door: 'pages', ...route }));
}

function apiRoutes(): KnownRoute[] {
  return API_ROUTES.flatMap(({ method, path, aliases = [] }) =>
    [path, ...aliases.map((alias) => alias.path)].flatMap((each) =>
      API_PREFIXES.map((prefix) => ({ door: 'api' as const, method: method.toUpperCase(), path: `${prefix}${each}` })),
    ),
  );
}

/** Those of a router and of the routers inside it, as far as these hang at its root. */
export function routesIn(router: Router): { method: string; path: string }[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route !== undefined) {
      const path = String(route.path).replace(/:(\w+)/g, '{$1}');
      // A route for all methods names none.
      return route.stack.map(({ method = 'all' }) => ({ method: method.toUpperCase(), path }));
    }
    return isRouter(handle) ? routesIn(handle) : [];
  });
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === 'function' && 'stack' in handle && Array.isArray(handle.stack);
}
