import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { Refusal } from '../services/core/errors.js';
import { sendFailure } from './answers.js';
import { WrongMethod } from './errors.js';
import { type ApiDeps, handle } from './handle.js';
import { type ApiRoute, FileAnswer } from './route.js';
import { API_ROUTES } from './routes.js';
import { sendFile } from './send-file.js';
import { accessOfRoute } from './tenant-access.js';

/** Every route under its paths; any other method or path is answered in JSON too. */
export function apiRouter(deps: ApiDeps): Router {
  const router = Router();
  router.use(neverCached);
  for (const route of API_ROUTES) {
    if (route.caller === 'user') accessOfRoute(route);
    router[route.method](expressPath(route.path), serve(deps, route));
    for (const { path, besides } of route.aliases ?? [])
      router[route.method](expressPath(path), serve(deps, route, besides));
  }
  for (const [path, methods] of methodsByPath()) router.all(path, wrongMethod(methods));
  router.use(nothingHere, answerErrors(deps));
  return router;
}

type Besides = NonNullable<NonNullable<ApiRoute['aliases']>[number]['besides']>;

function serve(deps: ApiDeps, route: ApiRoute, besides?: Besides): RequestHandler {
  return async (req, res) => {
    const answer = await handle(deps, route, req, res);
    if (answer instanceof FileAnswer) return sendFile(req, res, answer);
    res.json(besides === undefined ? answer : { ...answer, ...besides(Object(answer).data) });
  };
}

function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function methodsByPath(): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path, aliases = [] } of API_ROUTES) {
    for (const each of [path, ...aliases.map((alias) => alias.path)]) {
      const allowed = methods.get(expressPath(each)) ?? ['OPTIONS'];
      methods.set(expressPath(each), [...allowed, ...(method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])]);
    }
  }
  return methods;
}

const neverCached: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

function wrongMethod(allowed: string[]): RequestHandler {
  return (req, res) => {
    res.set('Allow', allowed.join(', '));
    if (req.method === 'OPTIONS') return void res.status(204).end();
    throw new WrongMethod(
      `This address takes ${allowed.filter((method) => method !== 'OPTIONS').join(' and ')}, not ${req.method}.`,
    );
  };
}

const nothingHere: RequestHandler = (req: Request) => {
  throw new Refusal(
    'not_found',
    'not_found',
    `There is nothing at ${req.method} ${req.baseUrl}${req.path}.`.slice(0, 300),
  );
};

function answerErrors({ log }: ApiDeps): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    sendFailure(log, req, res, error);
  };
}
