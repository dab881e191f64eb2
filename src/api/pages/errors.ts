import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { requestId } from '../../http/request-id.js';
import { failureOf } from '../errors.js';
import { layoutData, type Site } from './site.js';

const NOT_FOUND = {
  heading: 'This page does not exist',
  text: 'The address may be mistyped, or what stood here was moved.',
};

/** Headings by status; where a text stands, it replaces the failure's own sentence. */
const PAGES: Record<number, { heading: string; text?: string }> = {
  400: { heading: 'This could not be read', text: 'Please go back, reload the page and try again.' },
  401: { heading: 'Please sign in' },
  402: { heading: 'A payment comes first' },
  403: { heading: 'This is not allowed' },
  404: NOT_FOUND,
  405: { heading: 'This is not how it works', text: 'Please go back and use the buttons on the page.' },
  409: { heading: 'This has changed in the meantime' },
  413: { heading: 'This is too large', text: 'Please go back and send something smaller. A receipt may have 10 MB.' },
  415: { heading: 'This kind of content is not accepted', text: 'Please go back and use the form on the page.' },
  422: { heading: 'This is not possible' },
  429: { heading: 'Too many attempts' },
  500: {
    heading: 'Something went wrong on our side',
    text: 'It was noted and we will look at it. Please try again in a moment.',
  },
  503: { heading: 'We will be right back' },
};

/** The last of the page routes: nothing matched. */
export function pageNotFound(site: Site): RequestHandler {
  return (req, res) => sendErrorPage(site, req, res, 404, '');
}

/** Every failure of a page ends on a page in the same style; a bug is logged under the id that the page shows. */
export function pageErrors(site: Site): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, message, unexpected, retryAfterSeconds } = failureOf(error);
    if (unexpected) site.deps.log.error({ err: error, requestId: requestId(req) }, 'a page failed');
    if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
    sendErrorPage(site, req, res, status, message);
  };
}

/** Reads nothing from the database: it may be what failed. */
export function sendErrorPage(site: Site, req: Request, res: Response, status: number, message: string): void {
  const html = site.views.render('pages/error', {
    ...layoutData(req),
    text: message,
    ...PAGES[status],
    status,
    retry: status === 503 && req.method === 'GET' ? req.originalUrl : null,
    requestId: status === 500 ? requestId(req) : null,
  });
  res.status(status).set('Cache-Control', 'no-store').type('html').send(html);
}
