import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { actingStaff, actingUser } from '../core/context.js';
import { id, reason } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { insistOnRight } from '../users/lock-own-account.js';
import { mailDeclined } from './contract-mails.js';
import { type LockedContract, lockContract, type SignerState, versionOf } from './lock-contract.js';
import { signerWho } from './sign-version.js';

const refusal = z.object({ versionId: id, reason });

/** A signer of the account declines: one refusal ends the version, and staff are told why. Locks the account. */
export const declineVersion = operation({
  name: 'contract.decline',
  permission: 'tenant.sign_contracts',
  input: refusal,
  async run(ctx, { versionId, reason }): Promise<void> {
    const { id: userId, accountId } = actingUser(ctx);
    const locked = await lockContract(ctx, { versionId }, accountId);
    await insistOnRight(ctx, 'tenant.sign_contracts');
    await decline(ctx, locked, { versionId, reason }, (signer) => signer.userId === userId);
  },
});

/** The colleague who was to countersign declines. */
export const declineAsSeller = operation({
  name: 'contract.decline_as_seller',
  permission: 'contracts.countersign',
  input: refusal,
  async run(ctx, { versionId, reason }): Promise<void> {
    const { id: staffUserId } = actingStaff(ctx);
    await decline(
      ctx,
      await lockContract(ctx, { versionId }),
      { versionId, reason },
      (signer) => signer.staffUserId === staffUserId,
    );
  },
});

async function decline(
  ctx: TxContext,
  locked: LockedContract,
  { versionId, reason }: z.output<typeof refusal>,
  isMe: (signer: SignerState) => boolean,
): Promise<void> {
  const { contract } = locked;
  const signer = signerWho(locked, versionOf(locked, versionId), isMe);
  await ctx.db.contractVersion.update({
    where: { id: versionId },
    data: { status: 'declined', declinedAt: ctx.now, declinedByName: signer.name, declineReason: reason },
  });
  if (contract.status === 'sent')
    await ctx.db.contract.update({ where: { id: contract.id }, data: { status: 'draft' } });
  await ctx.audit({
    action: 'contract.decline',
    entityType: 'ContractVersion',
    entityId: versionId,
    accountId: contract.accountId,
    changes: { status: { before: 'sent', after: 'declined' } },
    reason,
  });
  await mailDeclined(ctx, contract, { declinedBy: signer.name, reason });
}
