import { z } from 'zod';
import { validateAccountAndPlan } from '../access/validate-account-and-plan.js';
import { actingStaff, actingUser, type TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id, requiredLine } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { insistOnRight } from '../users/lock-own-account.js';
import { CONSENT } from './canonical.js';
import { completeVersion } from './complete-version.js';
import { mailSignerInTurn } from './contract-mails.js';
import {
  type LockedContract,
  lockContract,
  type SignerState,
  signerInTurn,
  versionOf,
  type WholeVersion,
} from './lock-contract.js';

export const signature = z.object({
  versionId: id,
  /** Of the version as it was shown: what was replaced meanwhile is not signed by mistake. */
  documentSha256: z
    .string('The text that was read must be named.')
    .regex(/^[0-9a-f]{64}$/, 'The text that was read must be named.'),
  typedName: requiredLine(255, 'Please type your full name.').min(2, 'Please type your full name.'),
  consent: z.literal(true, 'Please agree before you sign.'),
  userAgent: z.string().transform((value) => value.slice(0, 500)),
});

type Signature = z.output<typeof signature>;

/**
 * A person of the account signs: typed name, consent, address, browser, moment and the hash of what was read are kept for
 * good. The last signature makes the version signed. Only whom the version names, only in turn, once. Locks the account.
 */
export const signVersion = operation({
  name: 'contract.sign',
  permission: 'tenant.sign_contracts',
  input: signature,
  async run(ctx, input): Promise<{ completed: boolean }> {
    const { id: userId, accountId } = actingUser(ctx);
    const locked = await lockContract(ctx, { versionId: input.versionId }, accountId);
    await insistOnRight(ctx, 'tenant.sign_contracts');
    await insistOnStanding(ctx, accountId);
    return sign(ctx, locked, input, (signer) => signer.userId === userId);
  },
});

/** A colleague countersigns for the seller; the same rules. */
export const countersignVersion = operation({
  name: 'contract.countersign',
  permission: 'contracts.countersign',
  input: signature,
  async run(ctx, input): Promise<{ completed: boolean }> {
    const { id: staffUserId } = actingStaff(ctx);
    const locked = await lockContract(ctx, { versionId: input.versionId });
    return sign(ctx, locked, input, (signer) => signer.staffUserId === staffUserId);
  },
});

async function insistOnStanding(ctx: TxContext, accountId: number): Promise<void> {
  const account = await ctx.db.account.findUniqueOrThrow({
    where: { id: accountId },
    include: { subscription: { include: { plan: true } } },
  });
  const standing = { status: account.status, plan: account.subscription?.plan ?? null };
  const refusal = validateAccountAndPlan(standing, 'app', ctx.installation.baseUrl);
  if (refusal !== null) throw refusal;
}

async function sign(
  ctx: TxContext,
  locked: LockedContract,
  input: Signature,
  isMe: (signer: SignerState) => boolean,
): Promise<{ completed: boolean }> {
  const version = versionOf(locked, input.versionId);
  const signer = signerWho(locked, version, isMe);
  if (version.documentSha256 !== input.documentSha256) {
    throw new Refusal(
      'conflict',
      'document_changed',
      'This is not the text that is to be signed. Please read it again and sign then.',
    );
  }
  await ctx.db.contractSignature.create({
    data: {
      accountId: version.accountId,
      contractId: version.contractId,
      versionId: version.id,
      signerId: signer.id,
      typedName: input.typedName,
      consentText: CONSENT,
      ipAddress: ctx.ipAddress,
      userAgent: input.userAgent,
      documentSha256: input.documentSha256,
      signedAt: ctx.now,
    },
  });
  await ctx.audit({
    action: signer.party === 'seller' ? 'contract.countersign' : 'contract.sign',
    entityType: 'ContractVersion',
    entityId: version.id,
    accountId: version.accountId,
    changes: {
      signer: { after: `${signer.name}, as “${input.typedName}”` },
      document_sha256: { after: input.documentSha256 },
    },
  });
  const signed = versionOf(await lockContract(ctx, { versionId: version.id }), version.id);
  if (signerInTurn(signed) === null) {
    await completeVersion(ctx, locked.contract, signed);
    return { completed: true };
  }
  await mailSignerInTurn(ctx, locked.contract, signed, 'request');
  return { completed: false };
}

/** The acting person as a signer whose turn it is, or the sentence that says why not. */
export function signerWho(
  { contract }: LockedContract,
  version: WholeVersion,
  isMe: (signer: SignerState) => boolean,
): SignerState {
  const me = version.signers.find(isMe);
  if (me === undefined) {
    const names = version.signers.map(({ name }) => name).join(', ');
    throw new Refusal(
      'forbidden',
      'not_a_signer',
      `You are not named as a signer of ${contract.number}. It is to be signed by: ${names}.`,
    );
  }
  if (me.signature !== null)
    throw new Refusal('conflict', 'already_signed', `You have signed ${contract.number} already.`);
  if (version.status !== 'sent') throw new Refusal('conflict', 'version_not_open', NOT_OPEN[version.status]);
  const next = signerInTurn(version);
  if (next !== null && next.id !== me.id) {
    throw new Refusal('conflict', 'not_your_turn', `${next.name} signs first. You get a mail when it is your turn.`);
  }
  return me;
}

const NOT_OPEN = {
  draft: 'This version has not been sent yet.',
  sent: 'This version can be signed.',
  signed: 'This version is signed by everybody already.',
  declined: 'This version was declined. A new one will be sent if it is still wanted.',
  superseded: 'This version was replaced by a newer one. Please read and sign that one.',
} as const;
