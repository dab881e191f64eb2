import { type Request, type Response, Router } from 'express';
import { getOwnContract } from '../../services/contracts/get-contract.js';
import { openOwnContractPdf, openOwnInvoicePdf } from '../../services/documents/open-document.js';
import { sendFile } from '../send-file.js';
import { versionNumbered } from './show-contract.js';
import { contextOf, type Site } from './site.js';
import { pathId } from './submission.js';

/** The PDFs of invoices and signed contracts. */
export function documentPages(site: Site): Router {
  const router = Router();
  router.get('/app/invoices/:id/pdf', async (req, res) => {
    sendFile(req, res, { file: await openOwnInvoicePdf(contextOf(site, req), pathId(req)) });
  });
  router.get('/app/contracts/:id/versions/:number/pdf', (req, res) => sendContract(site, req, res));
  return router;
}

async function sendContract(site: Site, req: Request, res: Response): Promise<void> {
  const ctx = contextOf(site, req);
  const version = versionNumbered(await getOwnContract(ctx, pathId(req)), req.params.number);
  sendFile(req, res, { file: await openOwnContractPdf(ctx, version.id) });
}
