import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { sendFailure } from './api/answers.js';
import { tenantLimits } from './api/limits.js';
import { API_PREFIXES } from './api/prefixes.js';
import { apiRouter } from './api/router.js';
import type { AppDeps } from './app-deps.js';
import { browserSession } from './http/browser-session.js';
import { healthRouter } from './http/health.js';
import { comesFromOurPages, comesFromProgram } from './http/origin-check.js';
import { requestLog } from './http/request-log.js';
import { securityHeaders } from './http/security-headers.js';
import { Refusal } from './services/core/errors.js';

const SESSION_HOURS = 7 * 24;

/** Puts the HTTP app together. The order in which things are mounted is here and nowhere else; most of it is security. */
export async function createApp(deps: AppDeps): Promise<Express> {
  const { baseUrl } = deps.installation;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  app.use(requestLog(deps.log));
  app.use(securityHeaders(baseUrl));
  app.use(compression());
  app.use(healthRouter(deps.isReady));
  // The back-office brings its own session and must see every body unread.
  await tryTo(deps, 'the back-office', async () => {
    const { backOffice } = await import('./admin/back-office.js');
    const office = await backOffice({ ...deps, sessionPool: deps.sidePool, mailConfigured: deps.installation.mailConfigured });
    app.use(office.path, office.router);
  });
  app.use(tenantSession(deps), ourPagesOnly(baseUrl));
  const limits = tenantLimits(deps);
  app.use(API_PREFIXES, apiRouter({ ...deps, limits }));
  await tryTo(deps, 'the pages', async () => {
    const module = './api/pages/router.js';
    const { pagesRouter } = await import(module);
    app.use(pagesRouter({ ...deps, limits }));
  });
  app.use(nothingHere, answerErrors(deps));
  return app;
}

function tenantSession({ sidePool, sessionSecret, installation }: AppDeps): RequestHandler {
  return browserSession({
    pool: sidePool,
    table: 'user_sessions',
    cookieName: 'countersign.sid',
    cookiePath: '/',
    secret: sessionSecret,
    baseUrl: installation.baseUrl,
    maxAgeHours: SESSION_HOURS,
  }).handler;
}

/** Nobody else's page may act through a cookie. A bearer token does not travel by itself, so it needs no such proof. */
function ourPagesOnly(baseUrl: string): RequestHandler {
  return (req, _res, next) => {
    if (comesFromOurPages(req, baseUrl) || comesFromProgram(req) || req.get('authorization') !== undefined)
      return next();
    next(
      new Refusal(
        'forbidden',
        'cross_site',
        'This request did not come from a page of this site. Please reload the page and try again.',
      ),
    );
  };
}

const nothingHere: RequestHandler = (_req, _res, next) => {
  next(new Refusal('not_found', 'not_found', 'There is nothing at this address.'));
};

/** The last resort, for what no door has answered. */
function answerErrors({ log }: AppDeps): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    sendFailure(log, req, res, error);
  };
}

/** While doors are being built: the app starts without one that is not there yet. */
async function tryTo(deps: AppDeps, what: string, mount: () => Promise<void>): Promise<void> {
  try {
    await mount();
  } catch (error) {
    deps.log.error({ err: error }, `${what} cannot be mounted`);
  }
}
