import type { Request, RequestHandler, Response } from 'express';
import type { AdminAction } from './define-resource.js';
import { may, policyOf } from './policy.js';
import { currentRequest } from './request-context.js';

/**
 * Stands before AdminJS's own router, which would run any action on any kind of route and answer refusals with 200.
 * Only routes of declared actions exist; their kind, their method and the role must fit.
 */
export function routeGuard(actions: readonly AdminAction[], pages: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const path = req.path.replace(/\/$/, '');
    if (path === '/dashboard' && req.method === 'GET') return next();
    const page = /^\/pages\/([\w-]+)$/.exec(path)?.[1];
    if (page !== undefined && pages.includes(page)) return next();
    const wanted = wantedAction(path);
    if (wanted === null || policyOf(wanted.resource) === null)
      return refuse(res, 404, 'not_found', 'There is nothing here.');
    const action = actions.find(
      (known) => known.resource === wanted.resource && known.action === wanted.action && known.kind === wanted.kind,
    );
    if (action === undefined) return refuse(res, 404, 'not_found', 'There is nothing here.');
    if (!may(currentRequest().staff.role, action.resource, action.action)) {
      return refuse(
        res,
        403,
        'not_allowed',
        'Your role does not allow this. Ask a colleague who may, or a superadmin to change your role.',
      );
    }
    if (!allowsMethod(action, req)) {
      res.set('Allow', action.methods.join(', '));
      return refuse(res, 405, 'method_not_allowed', 'This is not how it is called.');
    }
    next();
  };
}

interface Wanted {
  resource: string;
  action: string;
  kind: 'record' | 'resource';
}

function wantedAction(path: string): Wanted | null {
  const record = /^\/resources\/(\w+)\/records\/([1-9]\d{0,9})\/(\w+)$/.exec(path);
  if (record !== null) return { resource: record[1] ?? '', action: record[3] ?? '', kind: 'record' };
  const resource = /^\/resources\/(\w+)\/actions\/(\w+)(\/[^/]*)?$/.exec(path);
  if (resource === null || (resource[3] !== undefined && resource[2] !== 'search')) return null;
  return { resource: resource[1] ?? '', action: resource[2] ?? '', kind: 'resource' };
}

function allowsMethod(action: AdminAction, req: Request): boolean {
  return action.methods.some((method) => method === req.method || (method === 'GET' && req.method === 'HEAD'));
}

export function refuse(res: Response, status: number, code: string, sentence: string): void {
  res.status(status).json({
    success: false,
    error: sentence,
    code,
    request_id: currentRequest().ctx.requestId,
    notice: { type: 'error', message: sentence },
    records: [],
  });
}
