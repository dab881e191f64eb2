import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { requestId } from '../http/request-id.js';
import { failureOf } from './errors.js';

/** Programs get JSON whatever they say they accept; the readable documentation is the one page under /api. */
export function isForPrograms(req: Request): boolean {
  return /^\/(api|v1)(\/|$)/i.test(req.originalUrl.replace(/\?.*$/s, ''));
}

/** The envelope of a failure; what we did not expect is logged under the id that the caller is given. */
export function sendFailure(log: Logger, req: Request, res: Response, error: unknown): void {
  const failure = failureOf(error);
  const id = requestId(req);
  if (failure.unexpected) log.error({ err: error, requestId: id }, 'a request failed');
  if (failure.status === 401) res.set('WWW-Authenticate', 'Bearer');
  if (failure.retryAfterSeconds !== undefined) res.set('Retry-After', String(failure.retryAfterSeconds));
  res
    .status(failure.status)
    .set('Cache-Control', 'no-store')
    .json({
      success: false,
      error: failure.message,
      code: failure.code,
      ...(failure.details.length > 0 ? { details: failure.details } : {}),
      request_id: id,
    });
}
