import { z } from 'zod';
import { addDays } from '../core/calendar.js';
import type { Context, TxContext } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { mailSignerInTurn } from './contract-mails.js';
import { type LockedContract, lockContract, versionOf } from './lock-contract.js';

const DAYS_BETWEEN = 3;
const LONGEST_DAYS = 60;

/** Staff remind whoever has to sign next, at most once a day. Locks the account. */
export const remindSigner = operation({
  name: 'contract.remind',
  permission: 'contracts.write',
  input: z.object({ versionId: id }),
  async run(ctx, { versionId }): Promise<void> {
    const locked = await lockContract(ctx, { versionId });
    const { status, number, lastRemindedAt } = versionOf(locked, versionId);
    if (status !== 'sent') {
      throw new Refusal('conflict', 'version_not_open', `Version ${number} is ${status}; nobody has to sign it.`);
    }
    if (lastRemindedAt !== null && lastRemindedAt > addDays(ctx.now, -1)) {
      throw new Refusal(
        'conflict',
        'reminded_today',
        'A reminder was sent within the last day. Please wait until tomorrow.',
      );
    }
    await remind(ctx, locked, versionId);
  },
});

/** The job: reminds signers every three days, for two months. Answers how many. */
export async function remindSigners(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const before = addDays(now, -DAYS_BETWEEN);
  const waiting = await dbOf(ctx).contractVersion.findMany({
    where: {
      status: 'sent',
      sentAt: { lte: before, gt: addDays(now, -LONGEST_DAYS) },
      OR: [{ lastRemindedAt: null }, { lastRemindedAt: { lte: before } }],
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  let reminded = 0;
  for (const { id: versionId } of waiting) if (await remindOne(ctx, { versionId, before })) reminded += 1;
  return reminded;
}

const remindOne = operation({
  name: 'contract.remind',
  permission: 'system',
  input: z.object({ versionId: z.int(), before: z.date() }),
  async run(ctx, { versionId, before }): Promise<boolean> {
    const locked = await lockContract(ctx, { versionId });
    const { status, lastRemindedAt } = versionOf(locked, versionId);
    if (status !== 'sent' || (lastRemindedAt !== null && lastRemindedAt > before)) return false;
    await remind(ctx, locked, versionId);
    return true;
  },
});

async function remind(ctx: TxContext, locked: LockedContract, versionId: number): Promise<void> {
  await ctx.db.contractVersion.update({ where: { id: versionId }, data: { lastRemindedAt: ctx.now } });
  await ctx.audit({
    action: 'contract.remind',
    entityType: 'ContractVersion',
    entityId: versionId,
    accountId: locked.contract.accountId,
  });
  await mailSignerInTurn(ctx, locked.contract, versionOf(locked, versionId), 'reminder');
}
