import { z } from 'zod';
import { actingStaff, type Db, type TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { currency, id, requiredLine } from '../core/fields.js';
import { Money } from '../core/money.js';
import { operation } from '../core/operation.js';
import { contractTerms, contractType } from './contract-terms.js';
import { checkTerms, insistOnNamed, versionData, writeDraft } from './write-draft.js';

export const newContract = z.object({
  accountId: id,
  contractType,
  title: requiredLine(255, 'Please give the contract a title.'),
  currency,
  terms: contractTerms,
});

/**
 * Writes a contract for an account, as a draft that nobody outside sees. Without a discount of its own it gets the
 * account's Labs percentage (C46c, C50). Locks the account; the contract's number rests on it.
 */
export const draftContract = operation({
  name: 'contract.draft',
  permission: 'contracts.write',
  input: newContract,
  async run(ctx, { accountId, terms, ...facts }): Promise<{ contractId: number; versionId: number; number: string }> {
    checkTerms(facts, terms);
    await insistOnNamed(ctx, null, terms);
    await lockOpenAccount(ctx, accountId);
    const contract = await ctx.db.contract.create({
      data: {
        ...facts,
        ...(await nextNumber(ctx, accountId)),
        accountId,
        createdById: actingStaff(ctx).id,
        createdAt: ctx.now,
      },
    });
    const version = await ctx.db.contractVersion.create({
      data: {
        ...versionData({ ...terms, effectiveFrom: null }, await accountDiscount(ctx, accountId)),
        accountId,
        contractId: contract.id,
        number: 1,
        createdAt: ctx.now,
      },
    });
    const { currency } = facts;
    await writeDraft(ctx, { accountId, contractId: contract.id, versionId: version.id, currency }, terms);
    await ctx.audit({
      action: 'contract.draft',
      entityType: 'Contract',
      entityId: contract.id,
      accountId,
      changes: { number: { after: contract.number }, title: { after: contract.title } },
    });
    return { contractId: contract.id, versionId: version.id, number: contract.number };
  },
});

async function lockOpenAccount(ctx: TxContext, accountId: number): Promise<void> {
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
  const account = await ctx.db.account.findUnique({ where: { id: accountId } });
  if (account === null) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
  if (account.status === 'cancelled' || account.status === 'rejected') {
    const message = `The account “${account.name}” is ${account.status}; no contract can be written for it.`;
    throw new Refusal('conflict', 'account_status', message);
  }
}

async function nextNumber(ctx: TxContext, accountId: number): Promise<{ number: string; numberSequence: number }> {
  const last = await ctx.db.contract.aggregate({ where: { accountId }, _max: { numberSequence: true } });
  const numberSequence = (last._max.numberSequence ?? 0) + 1;
  return { numberSequence, number: `CTR-${accountId}-${String(numberSequence).padStart(4, '0')}` };
}

/** What is taken off new contracts of an account. */
export async function accountDiscount(ctx: { db: Db }, accountId: number): Promise<Money> {
  const profile = await ctx.db.companyProfile.findUnique({ where: { accountId } });
  return profile?.isLabsCustomer ? profile.labsDiscountPercent : new Money(0);
}
