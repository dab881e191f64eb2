import { type Request, Router } from 'express';
import { pathId } from './submission.js';

/** Addresses under which other programs and older mails know our pages (C30–C34, C37–C39), with where they lead. */
const LEADS: Record<string, string> = {
  '/customer/register': '/signup',
  '/customer/login': '/login',
  '/customer/dashboard': '/app',
  '/customer/team': '/app/people',
  '/customer/team/invite': '/app/people/invite',
  '/customer/contracts': '/app/contracts',
  '/customer/billing': '/app/billing',
};

export function customerPaths(): Router {
  const router = Router();
  for (const [path, target] of Object.entries(LEADS)) {
    router.get(path, (req, res) => res.redirect(302, `${target}${queryOf(req)}`));
  }
  router.get('/customer/contracts/:id/sign', (req, res) => {
    res.redirect(302, `/app/contracts/${pathId(req)}/sign${queryOf(req)}`);
  });
  return router;
}

/** What was asked along goes along. It stands behind a path of ours, so that it cannot lead anywhere else. */
function queryOf(req: Request): string {
  return new URL(req.originalUrl, 'http://here.invalid').search;
}
