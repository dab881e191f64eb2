import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { callerNetwork } from '../../http/caller-address.js';
import { findSignedDocument, type SignedDocument } from '../../services/documents/find-signed-document.js';
import { countOf, formatDate } from './formats.js';
import { readForm } from './read-form.js';
import { contextOf, type Site, sellerOf, showPage } from './site.js';
import { type Attempt, attempt, queryText, setRetryAfter } from './submission.js';

const NO_FILE = 'Please choose the PDF first.';

/** For everybody: is this file a contract as it was signed here? With a script only the file's SHA-256 leaves the browser. */
export function verifyDocumentPages(site: Site): Router {
  const router = Router();
  router.get('/verify', async (req, res) => {
    const sha256 = queryText(req, 'sha256').trim().toLowerCase();
    if (sha256 === '') return showPage(site, req, res, 'verify', QUESTION);
    await answer(site, req, res, sha256);
  });
  router.post('/verify', (req, res) => checkUpload(site, req, res));
  return router;
}

const QUESTION = { result: null, error: null, sha256: '' };

/** Hashed in memory and forgotten. */
async function checkUpload(site: Site, req: Request, res: Response): Promise<void> {
  const allowed = await attempt(() => site.limits.verify.consume(callerNetwork(req)));
  if (!allowed.ok) return refuse(site, req, res, allowed);
  const { files, tooLarge } = await readForm(req);
  const file = files.file;
  if (tooLarge !== null || file === undefined) {
    const error = tooLarge?.message ?? NO_FILE;
    return showPage(site, req, res, 'verify', { ...QUESTION, error }, tooLarge === null ? 400 : 413);
  }
  await show(site, req, res, createHash('sha256').update(file.bytes).digest('hex'));
}

async function answer(site: Site, req: Request, res: Response, sha256: string): Promise<void> {
  const allowed = await attempt(() => site.limits.verify.consume(callerNetwork(req)));
  return allowed.ok ? show(site, req, res, sha256) : refuse(site, req, res, allowed);
}

async function show(site: Site, req: Request, res: Response, sha256: string): Promise<void> {
  const found = await attempt(() => findSignedDocument(contextOf(site, req), sha256));
  if (!found.ok) return refuse(site, req, res, found);
  const { timeZone } = await sellerOf(site, req);
  await showPage(site, req, res, 'verify', { error: null, sha256, result: resultOf(found.value, timeZone) });
}

function refuse(site: Site, req: Request, res: Response, failed: Extract<Attempt<unknown>, { ok: false }>) {
  setRetryAfter(res, failed);
  const error = [...failed.errors.values()].join(' ');
  return showPage(site, req, res, 'verify', { ...QUESTION, error }, failed.status);
}

function resultOf(found: SignedDocument | null, timeZone: string): object {
  if (found === null) {
    return {
      tone: 'danger',
      icon: 'circle-x',
      heading: 'This is not a signed contract of ours',
      text: 'The file is another one, or it was changed after it was signed. One altered byte is enough. If you expected a contract here, ask for the signed PDF again and do not rely on this one.',
    };
  }
  const { contractNumber, version, signedAt, signers } = found;
  return {
    tone: 'success',
    icon: 'shield-check',
    heading: `This is the signed contract ${contractNumber}`,
    text: `Version ${version}, signed on ${formatDate(signedAt, timeZone)} by ${countOf(signers, 'signer', 'signers')}. Not one byte was changed since.`,
  };
}
