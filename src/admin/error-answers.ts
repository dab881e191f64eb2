import type { ErrorRequestHandler } from 'express';
import { BodyTooLarge, UnsupportedBody } from '../http/body-limits.js';
import { requestId } from '../http/request-id.js';
import { refusalForDatabaseTrouble } from '../services/core/db.js';
import { Refusal } from '../services/core/errors.js';
import { failure, STATUS } from './answers.js';
import type { Manifest } from './assets.js';
import { messagePage } from './auth/door-pages.js';
import type { BackOfficeDeps } from './deps.js';

/** The last place where an error of the back-office becomes an answer; never a stack. */
export function answerErrors({ installation }: BackOfficeDeps, manifest: Manifest): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    if (res.headersSent) return next(thrown);
    const { status, refusal } = explain(thrown);
    const id = requestId(req);
    if (status >= 500)
      installation.logger.error({ err: thrown, requestId: id, path: req.path }, 'the back-office failed');
    if (!req.path.startsWith('/api/') && (req.get('accept') ?? '').includes('text/html')) {
      res
        .status(status)
        .send(messagePage({ manifest, title: 'That did not work', message: `${refusal.message} (${id})` }));
      return;
    }
    res.status(status).json(failure(refusal, id));
  };
}

function explain(thrown: unknown): { status: number; refusal: Refusal } {
  const error = refusalForDatabaseTrouble(thrown);
  if (error instanceof Refusal) return { status: STATUS[error.kind], refusal: error };
  if (error instanceof BodyTooLarge)
    return { status: 413, refusal: new Refusal('invalid_input', 'too_large', error.message) };
  if (error instanceof UnsupportedBody) {
    return { status: 415, refusal: new Refusal('invalid_input', 'unsupported_type', error.message) };
  }
  const sentence =
    'Something went wrong on our side. Please try again; if it stays, tell us the number of this request.';
  return { status: 500, refusal: new Refusal('unavailable', 'internal_error', sentence) };
}
