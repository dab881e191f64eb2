import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import type { Context, TxContext } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { newStorageKey } from '../core/storage.js';

export const MAX_PROOF_BYTES = 10 * 1024 * 1024;
/** Each with the ending that makes a computer open it as what it is. */
const MEDIA_TYPES = new Map([
  ['application/pdf', { ending: '.pdf', known: /\.pdf$/i }],
  ['image/jpeg', { ending: '.jpg', known: /\.jpe?g$/i }],
  ['image/png', { ending: '.png', known: /\.png$/i }],
  ['image/webp', { ending: '.webp', known: /\.webp$/i }],
]);

export interface UploadedFile {
  bytes: Buffer;
  name: string;
}

export interface StoredProof {
  storageKey: string;
  originalName: string;
  mediaType: string;
  byteSize: number;
  sha256: string;
}

/**
 * Puts an uploaded slip into the storage: PDF, JPEG, PNG or WebP by what it contains, not by its name. Done before
 * the transaction opens; a file whose transaction fails is swept later.
 */
export async function storeProof(ctx: Context, file: UploadedFile): Promise<StoredProof> {
  if (file.bytes.length === 0)
    throw fieldRefusal('proof', 'file_empty', 'The file is empty. Please choose the slip again.');
  if (file.bytes.length > MAX_PROOF_BYTES)
    throw fieldRefusal('proof', 'file_too_large', 'The file is larger than 10 MB. Please choose a smaller one.');
  const detected = await fileTypeFromBuffer(file.bytes);
  const type = MEDIA_TYPES.get(detected?.mime ?? '');
  if (detected === undefined || type === undefined) {
    throw fieldRefusal('proof', 'file_type_refused', 'Please upload the slip as PDF, JPEG, PNG or WebP.');
  }
  const name = safeName(file.name);
  const storageKey = newStorageKey();
  await ctx.installation.proofs.put(storageKey, file.bytes);
  return {
    storageKey,
    originalName: type.known.test(name) ? name : `${name}${type.ending}`,
    mediaType: detected.mime,
    byteSize: file.bytes.length,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
}

export async function attachProof(
  ctx: TxContext,
  payment: { id: number; accountId: number },
  proof: StoredProof,
): Promise<void> {
  await ctx.db.paymentProof.create({
    data: { ...proof, paymentId: payment.id, accountId: payment.accountId, createdAt: ctx.now },
  });
}

/** The last part of a path, without what a header or a terminal could trip over. */
function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control and direction characters are what is taken out
  const clean = last.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return clean.slice(-200) || 'slip';
}
