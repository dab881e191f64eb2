import { type Request, Router } from 'express';
import { sendDownload } from '../http/send-download.js';
import { Refusal } from '../services/core/errors.js';
import { openContractPdf, openInvoicePdf } from '../services/documents/open-document.js';
import { may } from './policy.js';
import { currentRequest } from './request-context.js';
import { notAllowed } from './safe-action.js';

/** The PDFs of invoices and of signed contracts, for everybody who may read those: auditors too. */
export function documentRoutes(): Router {
  const router = Router();
  router.get('/invoices/:id', async (req, res) => {
    const id = allowedId(req, 'Invoice');
    sendDownload(req, res, await openInvoicePdf(currentRequest().ctx, id));
  });
  router.get('/contract-versions/:id', async (req, res) => {
    const id = allowedId(req, 'ContractVersion');
    sendDownload(req, res, await openContractPdf(currentRequest().ctx, id));
  });
  return router;
}

function allowedId(req: Request, resource: 'Invoice' | 'ContractVersion'): number {
  if (!may(currentRequest().staff.role, resource, 'show')) throw notAllowed();
  const id = String(req.params.id);
  if (!/^[1-9]\d{0,9}$/.test(id)) throw new Refusal('not_found', 'not_found', 'There is no such file.');
  return Number(id);
}
