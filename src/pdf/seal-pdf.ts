import { CryptoKeySigner, PDF } from '@libpdf/core';
import type { SealKey } from '../services/documents/new-seal-key.js';

export interface Seal {
  key: SealKey;
  /** ISO 8601; given, so that the same document made twice is the same. */
  sealedAt: string;
  reason: string;
}

/** Adds a PAdES signature (B-B) after the document's bytes, which stay as they are: any reader shows a later change. */
export async function sealPdf(bytes: Uint8Array, { key, sealedAt, reason }: Seal): Promise<Uint8Array> {
  const privateKey = await crypto.subtle.importKey(
    'pkcs8',
    Buffer.from(key.privateKey, 'base64'),
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const certificate = Buffer.from(key.certificate, 'base64');
  const pdf = await PDF.load(bytes);
  const signed = await pdf.sign({
    signer: new CryptoKeySigner(privateKey, certificate, 'RSA', 'RSASSA-PKCS1-v1_5'),
    signingTime: new Date(sealedAt),
    reason,
    level: 'B-B',
    estimatedSize: 6_000,
  });
  return signed.bytes;
}
