import { z } from 'zod';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { parse } from '../core/operation.js';

export interface SignedDocument {
  contractNumber: string;
  version: number;
  signedAt: Date;
  signers: number;
}

const sha256 = z
  .string('Please give the SHA-256 of the file.')
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'A SHA-256 has 64 digits from 0 to f.');

/**
 * Whether a file is a signed contract as it was sealed here. For everybody: who holds the file learns which contract it is
 * and when it was signed, and nothing that does not stand in it; null says nothing at all.
 */
export async function findSignedDocument(ctx: Context, hash: string): Promise<SignedDocument | null> {
  const document = await dbOf(ctx).document.findFirst({
    where: { sha256: parse(sha256, hash), kind: 'contract' },
    select: {
      contractVersion: {
        select: {
          number: true,
          signedAt: true,
          contract: { select: { number: true } },
          _count: { select: { signatures: true } },
        },
      },
    },
  });
  const version = document?.contractVersion;
  if (version == null || version.signedAt === null) return null;
  return {
    contractNumber: version.contract.number,
    version: version.number,
    signedAt: version.signedAt,
    signers: version._count.signatures,
  };
}
