import type { Readable } from 'node:stream';
import { type Request, Router } from 'express';
import sharp from 'sharp';
import { knows, sendDownload } from '../http/send-download.js';
import { Refusal } from '../services/core/errors.js';
import { type OpenedProof, openProof } from '../services/payments/open-proof.js';
import { may } from './policy.js';
import { currentRequest } from './request-context.js';
import { notAllowed } from './safe-action.js';

/** A small file can unfold into gigapixels; larger than this no slip is. */
const MAX_INPUT_PIXELS = 60_000_000;
const MAX_SIDE = 2_000;

/** Slips for reviewers: an image as we drew it anew, never as it was sent; the original only as a download. */
export function proofRoutes(): Router {
  const router = Router();
  router.get('/:id/preview', async (req, res) => {
    const proof = await open(req);
    if (!proof.mediaType.startsWith('image/')) {
      proof.stream.destroy();
      throw noPreview();
    }
    // A browser may keep it, and asks each time: whoever sits there after signing out sees none of it.
    const tag = `${proof.sha256}-drawn`;
    const kept = { 'Cache-Control': 'private, no-cache', ETag: `"${tag}"`, 'X-Content-Type-Options': 'nosniff' };
    if (knows(req, tag)) {
      proof.stream.destroy();
      return res.status(304).set(kept).end();
    }
    const drawn = await drawAnew(proof.stream);
    res.set(kept).type('image/webp').send(drawn);
  });
  router.get('/:id/original', async (req, res) => {
    sendDownload(req, res, await open(req));
  });
  return router;
}

function noPreview(): Refusal {
  const sentence = 'Only images have a preview; PDF pages are drawn in the browser.';
  return new Refusal('rule_violated', 'no_preview', sentence);
}

async function open(req: Request): Promise<OpenedProof> {
  const { ctx, staff } = currentRequest();
  if (!may(staff.role, 'PaymentProof', 'show')) throw notAllowed();
  const id = Number(req.params.id);
  if (!Number.isSafeInteger(id) || id < 1) throw new Refusal('not_found', 'not_found', 'There is no such file.');
  return openProof(ctx, id);
}

async function drawAnew(stream: Readable): Promise<Buffer> {
  const bytes = Buffer.concat(await stream.toArray());
  try {
    return await sharp(bytes, { limitInputPixels: MAX_INPUT_PIXELS, sequentialRead: true })
      .rotate()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 84 })
      .toBuffer();
  } catch (cause) {
    throw Object.assign(
      new Refusal(
        'rule_violated',
        'unreadable_image',
        'This image cannot be shown. Download the original and look at it with care.',
      ),
      { cause },
    );
  }
}
