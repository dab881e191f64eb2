import AdminJSExpress from '@adminjs/express';
import { Database } from '@adminjs/prisma';
import AdminJS from 'adminjs';
import { type RequestHandler, Router } from 'express';
import { ROOMY } from '../http/body-limits.js';
import { browserSession } from '../http/browser-session.js';
import { comesFromOurPages } from '../http/origin-check.js';
import { readBody } from '../http/request-body.js';
import { cspNonce, securityHeaders } from '../http/security-headers.js';
import { type Manifest, readManifest, serveAssets } from './assets.js';
import { doorRoutes } from './auth/door.routes.js';
import { staffGate } from './auth/gate.js';
import { STAFF_COOKIE } from './auth/staff-session.js';
import { actionsOf, defineResource } from './define-resource.js';
import type { BackOfficeDeps } from './deps.js';
import { documentRoutes } from './documents.routes.js';
import { answerErrors } from './error-answers.js';
import { GuardedResource } from './guarded-resource.js';
import { appPage, PRODUCT } from './layout.js';
import { showDashboard } from './pages/dashboard.js';
import { PAGE_NAMES, pages } from './pages/index.js';
import { proofRoutes } from './proofs.routes.js';
import { currentRequest } from './request-context.js';
import { RESOURCES } from './resources/index.js';
import { routeGuard } from './route-guard.js';

export interface BackOffice {
  path: '/admin';
  router: Router;
}

AdminJS.registerAdapter({ Database, Resource: GuardedResource });

/** The back-office under /admin. The order of what is mounted here is its security; see docs/architecture.md. */
export async function backOffice(deps: BackOfficeDeps): Promise<BackOffice> {
  const manifest = readManifest();
  const admin = makeAdmin(deps);
  const { baseUrl } = deps.installation;
  const session = browserSession({
    pool: deps.sessionPool,
    table: 'staff_sessions',
    cookie: STAFF_COOKIE,
    secret: deps.sessionSecret,
    baseUrl,
    maxAgeHours: 12,
  });
  const router = Router({ caseSensitive: true });
  router.use(onlyAsWritten);
  router.use(...securityHeaders(baseUrl, { inlineStyles: true }));
  router.use('/frontend/assets', serveAssets(manifest), notFound);
  router.use(ourPagesOnly(baseUrl));
  router.use(session);
  router.use(doorRoutes(deps, manifest));
  router.use(staffGate(deps), neverCached);
  router.use('/proofs', proofRoutes());
  router.use('/documents', documentRoutes());
  router.use('/api', routeGuard(RESOURCES.flatMap(actionsOf), PAGE_NAMES), readBodyForAdminJs);
  router.get(/^\/(?!api(\/|$)).*|^\/?$/, sendApp(manifest));
  mountAdminJs(admin, router);
  router.use(notFound);
  router.use(answerErrors(deps, manifest));
  return { path: '/admin', router };
}

function makeAdmin(deps: BackOfficeDeps): AdminJS {
  const titles = new Map(RESOURCES.map(({ model, title }) => [model, title]));
  return new AdminJS({
    rootPath: '/admin',
    loginPath: '/admin/login',
    logoutPath: '/admin/logout',
    branding: { companyName: PRODUCT, logo: false, withMadeWithLove: false },
    version: { admin: false },
    resources: RESOURCES.map((definition) => defineResource(definition, deps.installation.prisma, titles)),
    dashboard: { handler: showDashboard },
    pages: pages(deps),
    settings: { defaultPerPage: 50 },
  });
}

/** AdminJS would bundle at start-up, un-awaited; ours is built beforehand and served by serveAssets. */
function mountAdminJs(admin: AdminJS, router: Router): void {
  process.env.ADMIN_JS_SKIP_BUNDLE = 'true';
  AdminJSExpress.buildRouter(admin, router);
}

/** Over http the cookie is for "/admin" alone: under "/ADMIN" nobody would be recognised. */
const onlyAsWritten: RequestHandler = (req, res, next) => {
  if (req.baseUrl === '/admin') return next();
  res.status(404).json({ success: false, error: 'There is nothing here.', code: 'not_found' });
};

function ourPagesOnly(baseUrl: string): RequestHandler {
  return (req, res, next) => {
    if (comesFromOurPages(req, baseUrl)) return next();
    const sentence = 'This request did not come from a page of the back-office.';
    res
      .status(403)
      .json({ success: false, error: sentence, code: 'cross_site', notice: { type: 'error', message: sentence } });
  };
}

const neverCached: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** Parsed with limits of ours, so that the old parser inside AdminJS finds nothing left to do. */
const readBodyForAdminJs: RequestHandler = async (req, _res, next) => {
  const body = await readBody(req, ROOMY);
  Object.assign(req, { fields: body.fields, files: body.files, express_formidable: { parsed: true } });
  next();
};

function sendApp(manifest: Manifest): RequestHandler {
  return (_req, res) => {
    res.send(appPage(currentRequest().staff, manifest, cspNonce(res)));
  };
}

const notFound: RequestHandler = (_req, res) => {
  res.status(404).json({ success: false, error: 'There is nothing here.', code: 'not_found' });
};
