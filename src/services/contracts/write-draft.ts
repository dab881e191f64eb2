import type { Prisma } from '@prisma/client';
import { addDays, addMonths } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { fitsCurrency, formatMoney } from '../core/money.js';
import { rolesWith } from '../staff/role-permissions.js';
import type { ContractTerms } from './contract-terms.js';

interface Draft {
  accountId: number;
  contractId: number;
  versionId: number;
  currency: string;
}

/** Replaces the items and signers of a draft by what its terms say; call it after `checkTerms`. */
export async function writeDraft(ctx: TxContext, draft: Draft, terms: ContractTerms): Promise<void> {
  const signers = await signersOf(ctx, draft.accountId, terms);
  await ctx.db.contractLineItem.deleteMany({ where: { versionId: draft.versionId } });
  await ctx.db.contractSigner.deleteMany({ where: { versionId: draft.versionId } });
  await ctx.db.contractLineItem.createMany({
    data: terms.items.map((item, index) => ({
      ...ownerOf(draft),
      versionId: draft.versionId,
      currency: draft.currency,
      position: index + 1,
      itemType: item.itemType,
      description: item.description,
      amount: item.amount,
      billingPeriodMonths: item.billingPeriodMonths,
      startDate: item.startDate,
      endDate: item.endDate,
      isRecurring: item.isRecurring,
      continuesId: item.continuesId,
      createdAt: ctx.now,
    })),
  });
  await ctx.db.contractSigner.createMany({
    data: signers.map((signer, index) => ({
      accountId: draft.accountId,
      versionId: draft.versionId,
      position: index + 1,
      createdAt: ctx.now,
      ...signer,
    })),
  });
}

function ownerOf({ accountId, contractId }: Draft) {
  return { accountId, contractId };
}

/** The columns of a version that its terms say. */
export function versionData(terms: ContractTerms, discountPercent: Prisma.Decimal) {
  const { templateId, body, fieldValues, startDate, endDate, effectiveFrom, frequency, intervalMonths } = terms;
  return {
    templateId,
    body,
    fieldValues,
    startDate,
    endDate,
    effectiveFrom,
    frequency,
    intervalMonths,
    discountPercent: terms.discountPercent ?? discountPercent,
  };
}

/** What no single field can say: the length of an engagement, amounts and days of the items. */
export function checkTerms(
  { currency, contractType }: { currency: string; contractType: string },
  {
    startDate,
    endDate,
    items,
  }: Pick<ContractTerms, 'startDate' | 'endDate'> & {
    items: Pick<ContractTerms['items'][number], 'amount' | 'startDate'>[];
  },
): void {
  if (contractType === 'engagement' && endDate > addDays(addMonths(startDate, 12, startDate.getUTCDate()), -1)) {
    throw fieldRefusal('endDate', 'engagement_too_long', 'An engagement lasts at most 12 months.');
  }
  items.forEach((item, index) => {
    if (!fitsCurrency(item.amount, currency)) {
      const message = `Please use no more decimals than ${currency} has, like ${formatMoney(item.amount, currency)}.`;
      throw fieldRefusal(`items.${index}.amount`, 'amount_decimals', message);
    }
    if (item.startDate < startDate || item.startDate > endDate) {
      const message = 'An item starts between the first and the last day of the contract.';
      throw fieldRefusal(`items.${index}.startDate`, 'item_outside_contract', message);
    }
  });
}

/** What the terms name must be there: a template, and items of the contract's earlier versions. */
export async function insistOnNamed(
  ctx: TxContext,
  draft: { contractId: number; versionId: number } | null,
  { templateId, items }: ContractTerms,
): Promise<void> {
  if (templateId !== null && (await ctx.db.contractTemplate.count({ where: { id: templateId } })) === 0)
    throw fieldRefusal('templateId', 'template_not_found', 'This template does not exist. Please choose another.');
  const earlier =
    draft === null
      ? []
      : await ctx.db.contractLineItem.findMany({
          where: { contractId: draft.contractId, NOT: { versionId: draft.versionId } },
          select: { id: true },
        });
  const known = new Set(earlier.map(({ id }) => id));
  const unknown = items.findIndex(({ continuesId }) => continuesId !== null && !known.has(continuesId));
  if (unknown !== -1) {
    const message = 'The contract has no earlier item that this one could carry on. Please enter it as a new one.';
    throw fieldRefusal(`items.${unknown}.continuesId`, 'item_not_found', message);
  }
}

interface NewSigner {
  party: 'account' | 'seller';
  userId: number | null;
  staffUserId: number | null;
  name: string;
  email: string;
}

/** The account's signers in their order, the seller's after them. */
async function signersOf(ctx: TxContext, accountId: number, { signers }: ContractTerms): Promise<NewSigner[]> {
  const users = await ctx.db.user.findMany({
    where: { accountId, removedAt: null, canSignContracts: true },
  });
  const staff = await ctx.db.staffUser.findMany({
    where: { isActive: true, role: { in: rolesWith('contracts.countersign') } },
  });
  const found = signers.map((signer, index): NewSigner => {
    if ('userId' in signer) {
      const user = users.find(({ id }) => id === signer.userId);
      if (user === undefined)
        throw mayNotSign(index, 'This person may not sign for the account. Its owner can give the right.');
      return { party: 'account', userId: user.id, staffUserId: null, name: user.fullName, email: user.email };
    }
    const colleague = staff.find(({ id }) => id === signer.staffUserId);
    if (colleague === undefined) throw mayNotSign(index, 'This colleague may not countersign contracts.');
    return {
      party: 'seller',
      userId: null,
      staffUserId: colleague.id,
      name: colleague.fullName,
      email: colleague.email,
    };
  });
  const keys = found.map(({ userId, staffUserId }) => `${userId}/${staffUserId}`);
  if (new Set(keys).size < keys.length) {
    throw fieldRefusal('signers', 'signer_twice', 'Everybody signs once: please name each person only once.');
  }
  return [...found.filter(({ party }) => party === 'account'), ...found.filter(({ party }) => party === 'seller')];
}

function mayNotSign(index: number, message: string) {
  return fieldRefusal(`signers.${index}`, 'may_not_sign', message);
}
