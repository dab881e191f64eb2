import { z } from 'zod';
import { loadContracts } from '../billing-periods/load-contracts.js';
import { firstDayNotInvoiced } from '../billing-periods/plan-contract.js';
import { dateIn, laterOf } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { calendarDate, id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { type LockedContract, lockContract, versionInForce, type WholeVersion } from './lock-contract.js';

/**
 * Starts a further version as a copy of the newest one. A sent version is superseded by it and cannot be signed any more;
 * beside a signed one it is an amendment, which bills what begins on or after its day. Locks the account.
 */
export const reviseContract = operation({
  name: 'contract.revise',
  permission: 'contracts.write',
  input: z.object({ contractId: id, effectiveFrom: calendarDate.optional() }),
  async run(ctx, { contractId, effectiveFrom }): Promise<{ versionId: number }> {
    return startVersion(ctx, await lockContract(ctx, { contractId }), effectiveFrom);
  },
});

/** The same, for an operation that has locked the contract. */
export async function startVersion(
  ctx: TxContext,
  locked: LockedContract,
  effectiveFrom?: Date,
): Promise<{ versionId: number }> {
  const { contract } = locked;
  const newest = locked.versions.at(-1);
  if (newest === undefined) throw new Error(`${contract.number} has no version`);
  insistOnOpenContract(locked, newest);
  if (newest.status === 'sent') await supersede(ctx, locked, newest);
  const inForce = versionInForce(locked);
  // The day of an amendment that is in force has passed; that of one nobody signed is still wanted.
  const wanted = effectiveFrom ?? (newest.status === 'signed' ? null : newest.effectiveFrom);
  const from = inForce === null ? null : (wanted ?? (await firstDayToChange(ctx, newest)));
  const { id: versionId } = await copy(ctx, newest, from);
  await copyItems(ctx, newest, versionId);
  await copySigners(ctx, newest, versionId);
  await ctx.audit({
    action: 'contract.revise',
    entityType: 'ContractVersion',
    entityId: versionId,
    accountId: contract.accountId,
    changes: { version: { before: newest.number, after: newest.number + 1 } },
  });
  return { versionId };
}

function insistOnOpenContract({ contract }: LockedContract, newest: WholeVersion): void {
  if (contract.status === 'completed' || contract.status === 'terminated') {
    throw new Refusal(
      'conflict',
      'contract_ended',
      `${contract.number} is ${contract.status}. Please write a new contract.`,
    );
  }
  if (newest.status === 'draft') {
    throw new Refusal(
      'conflict',
      'draft_exists',
      `Version ${newest.number} of ${contract.number} is still a draft. Change that one.`,
    );
  }
}

/** What was sent and is replaced can never be signed; until a version is signed the contract follows its newest one. */
export async function supersede(ctx: TxContext, locked: LockedContract, sent: WholeVersion): Promise<void> {
  await ctx.db.contractVersion.update({
    where: { id: sent.id },
    data: { status: 'superseded', supersededAt: ctx.now },
  });
  if (locked.contract.status === 'sent') {
    await ctx.db.contract.update({ where: { id: locked.contract.id }, data: { status: 'draft' } });
  }
  await ctx.audit({
    action: 'contract.supersede',
    entityType: 'ContractVersion',
    entityId: sent.id,
    accountId: sent.accountId,
    changes: { status: { before: 'sent', after: 'superseded' } },
  });
}

/** An amendment begins where nothing is invoiced yet: by default today, or after the last invoiced day, never before the contract. */
async function firstDayToChange(ctx: TxContext, { contractId, startDate }: WholeVersion): Promise<Date> {
  const [billed] = await loadContracts(ctx, [contractId]);
  const seller = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
  const today = laterOf(startDate, dateIn(billed?.account.timeZone ?? seller.timeZone, ctx.now));
  const open = billed === undefined ? null : firstDayNotInvoiced(billed);
  return open === null ? today : laterOf(today, open);
}

function copy(ctx: TxContext, from: WholeVersion, effectiveFrom: Date | null): Promise<{ id: number }> {
  return ctx.db.contractVersion.create({
    data: {
      accountId: from.accountId,
      contractId: from.contractId,
      number: from.number + 1,
      templateId: from.templateId,
      body: from.body,
      fieldValues: from.fieldValues ?? {},
      startDate: from.startDate,
      endDate: from.endDate,
      effectiveFrom,
      frequency: from.frequency,
      intervalMonths: from.intervalMonths,
      discountPercent: from.discountPercent,
      createdAt: ctx.now,
    },
    select: { id: true },
  });
}

/** Copies of signed items carry them on; copies of items that were never signed are new ones, as those were. */
async function copyItems(ctx: TxContext, from: WholeVersion, versionId: number): Promise<void> {
  await ctx.db.contractLineItem.createMany({
    data: from.items.map((item) => ({
      accountId: item.accountId,
      contractId: item.contractId,
      versionId,
      currency: item.currency,
      position: item.position,
      itemType: item.itemType,
      description: item.description,
      amount: item.amount,
      billingPeriodMonths: item.billingPeriodMonths,
      startDate: item.startDate,
      endDate: item.endDate,
      isRecurring: item.isRecurring,
      continuesId: from.status === 'signed' ? item.id : item.continuesId,
      createdAt: ctx.now,
    })),
  });
}

/** Whoever has lost the right to sign since is found when the version is sent. */
async function copySigners(ctx: TxContext, from: WholeVersion, versionId: number): Promise<void> {
  await ctx.db.contractSigner.createMany({
    data: from.signers.map(({ accountId, position, party, userId, staffUserId, name, email }) => ({
      accountId,
      versionId,
      position,
      party,
      userId,
      staffUserId,
      name,
      email,
      createdAt: ctx.now,
    })),
  });
}
