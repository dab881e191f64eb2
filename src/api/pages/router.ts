import { type RequestHandler, Router } from 'express';
import type { AppDeps } from '../../app-deps.js';
import { comesFromOurPages } from '../../http/origin-check.js';
import type { Assets } from '../assets/assets.js';
import { type Limits, strangerKey } from '../limits.js';
import { insistOnAccess } from '../tenant-access.js';
import { billingPages } from './billing.js';
import { confirmPages } from './confirm.js';
import { contractPages } from './contracts.js';
import { creditPages } from './credits.js';
import { customerPaths } from './customer-paths.js';
import { documentPages } from './documents.js';
import { pageErrors, pageNotFound, sendErrorPage } from './errors.js';
import { homePages } from './home.js';
import { invitationPages } from './invitation.js';
import { invitePages } from './invite.js';
import { invoicePages } from './invoices.js';
import { logInPages } from './login.js';
import { overviewPages } from './overview.js';
import { passwordPages } from './password.js';
import { peoplePages } from './people.js';
import { personPages } from './person.js';
import { planPages } from './plan.js';
import { profilePages } from './profile.js';
import { signContractPages } from './sign-contract.js';
import { signUpPages } from './signup.js';
import { type Site, visitorOf } from './site.js';
import { verifyDocumentPages } from './verify-document.js';
import { verifyEmailPages } from './verify-email.js';
import { Views } from './views.js';
import { recogniseVisitor, requireAccess, requireVisitor } from './visitor.js';

/** What pages are made with; also for the one page among the API's addresses, and for errors before any page. */
export function openSite(deps: AppDeps, limits: Limits, assets: Assets): Site {
  return { deps, limits, views: new Views(assets) };
}

/**
 * The tenants' pages. Mounted behind the tenants' session and the security headers, after everything that programs
 * call: what no page answers ends here as a page that says so.
 */
export function pagesRouter(site: Site): Router {
  const router = Router();
  router.use(refuseForeignForms(site));
  router.use(recogniseVisitor(site), limitStrangers(site));
  router.use('/app', requireVisitor, requireAccess(site));
  router.use(
    homePages(site),
    signUpPages(site),
    logInPages(site),
    passwordPages(site),
    verifyEmailPages(site),
    verifyDocumentPages(site),
  );
  router.use(overviewPages(site), invoicePages(site), confirmPages(site), creditPages(site), planPages(site));
  router.use(contractPages(site), signContractPages(site), billingPages(site), documentPages(site));
  router.use(peoplePages(site), invitePages(site), personPages(site), profilePages(site));
  router.use(invitationPages(site), customerPaths());
  router.use(pageNotFound(site));
  router.use(pageErrors(site));
  insistOnAccess(router);
  return router;
}

/**
 * Each password that is tried costs us a slow hash, whomever it is tried for: one count with what strangers send to the
 * API. Outside of their account whoever is signed in is a stranger too: an own login frees nobody from the count.
 */
function limitStrangers(site: Site): RequestHandler {
  return async (req, _res, next) => {
    const isAtHome = visitorOf(req) !== null && /^\/app\//i.test(req.path);
    if (req.method === 'POST' && !isAtHome) await site.limits.other.consume(strangerKey(req));
    next();
  };
}

/** A form of another site may not act with this site's cookie. */
function refuseForeignForms(site: Site): RequestHandler {
  return (req, res, next) => {
    if (comesFromOurPages(req, site.deps.installation.baseUrl)) return next();
    sendErrorPage(
      site,
      req,
      res,
      403,
      'This form was not sent from one of our pages. Please open the page again and retry.',
    );
  };
}
