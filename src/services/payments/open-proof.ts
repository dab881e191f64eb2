import type { Readable } from 'node:stream';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { parse } from '../core/operation.js';

export interface OpenedProof {
  stream: Readable;
  mediaType: string;
  name: string;
  byteSize: number;
  sha256: string;
}

/** The original slip, for its own account only. */
export async function openOwnProof(ctx: Context, proofId: number): Promise<OpenedProof> {
  return openWhere(ctx, { id: parse(id, proofId), accountId: actingUser(ctx).accountId });
}

/** The original slip, for staff; the back-office's gate has let them in. */
export async function openProof(ctx: Context, proofId: number): Promise<OpenedProof> {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may open this file.');
  return openWhere(ctx, { id: parse(id, proofId) });
}

async function openWhere(ctx: Context, where: { id: number; accountId?: number }): Promise<OpenedProof> {
  const proof = await dbOf(ctx).paymentProof.findFirst({ where });
  if (proof === null) throw new Refusal('not_found', 'proof_not_found', 'This file does not exist.');
  const { mediaType, originalName: name, byteSize, sha256, storageKey } = proof;
  return { stream: await ctx.installation.proofs.read(storageKey), mediaType, name, byteSize, sha256 };
}
