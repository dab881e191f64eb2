import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { backOffice } from './admin/back-office.js';
import { isForPrograms, sendFailure } from './api/answers.js';
import { loadAssets } from './api/assets/assets.js';
import { apiDocs } from './api/docs.js';
import { tenantLimits } from './api/limits.js';
import { pageErrors } from './api/pages/errors.js';
import { openSite, pagesRouter } from './api/pages/router.js';
import { API_PREFIXES } from './api/prefixes.js';
import { apiRouter } from './api/router.js';
import type { AppDeps } from './app-deps.js';
import { browserSession } from './http/browser-session.js';
import { healthRouter } from './http/health.js';
import { comesFromOurPages, comesFromProgram } from './http/origin-check.js';
import { requestLog } from './http/request-log.js';
import { securityHeaders } from './http/security-headers.js';
import { metricsRouter } from './monitor/router.js';
import { Refusal } from './services/core/errors.js';

const SESSION_HOURS = 7 * 24;

/** Puts the HTTP app together. The order in which things are mounted is here and nowhere else; most of it is security. */
export async function createApp(deps: AppDeps): Promise<Express> {
  const { baseUrl } = deps.installation;
  const limits = tenantLimits(deps);
  const assets = loadAssets();
  const site = openSite(deps, limits, assets);
  const office = await backOffice({ ...deps, sessionPool: deps.sidePool });
  const session = tenantSession(deps);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  if (deps.monitored !== undefined) app.use(deps.monitored.metrics.measureRequests);
  app.use(requestLog(deps.log), securityHeaders(baseUrl), onlyPaths, compression());
  app.use(healthRouter(deps.isReady), metrics(deps));
  app.use('/assets', assets.router);
  // The back-office brings a session of its own and must find every body unread.
  app.use(office.path, office.router);
  app.use(session);
  app.use(apiDocs(site));
  app.use(API_PREFIXES, ourPagesOnly(baseUrl), apiRouter({ ...deps, limits }));
  app.use(pagesRouter(site));
  app.use(answerErrors(deps, pageErrors(site)));
  return app;
}

/** "OPTIONS *" is lawful and means no address of ours; sessions, which go by path, know nothing of it. */
const onlyPaths: RequestHandler = (req, _res, next) => {
  next(req.path.startsWith('/') ? undefined : new URIError(`no path: ${req.path}`));
};

function metrics({ monitored, sidePool, clock, installation }: AppDeps): RequestHandler {
  const { baseUrl, mailConfigured } = installation;
  if (monitored === undefined) return (_req, _res, next) => next();
  return metricsRouter({ monitored, sidePool, clock, baseUrl, mailConfigured });
}

function tenantSession({ sidePool, sessionSecret, installation }: AppDeps): RequestHandler {
  return browserSession({
    pool: sidePool,
    table: 'user_sessions',
    cookie: { name: 'countersign.sid', path: '/' },
    secret: sessionSecret,
    baseUrl: installation.baseUrl,
    maxAgeHours: SESSION_HOURS,
  });
}

/** Nobody else's page may act through a cookie. A bearer token does not travel by itself, so it needs no such proof. */
function ourPagesOnly(baseUrl: string): RequestHandler {
  return (req, _res, next) => {
    if (comesFromOurPages(req, baseUrl) || comesFromProgram(req) || req.get('authorization') !== undefined) {
      return next();
    }
    const sentence = 'This request did not come from a page of this site. Please reload the page and try again.';
    next(new Refusal('forbidden', 'cross_site', sentence));
  };
}

/** The last resort, for what failed before any door was reached. */
function answerErrors({ log }: AppDeps, asPage: ErrorRequestHandler): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    if (isForPrograms(req)) return sendFailure(log, req, res, error);
    asPage(error, req, res, next);
  };
}
