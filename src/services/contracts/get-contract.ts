import type { Prisma } from '@prisma/client';
import { actingStaff, actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { id } from '../core/fields.js';
import { parse } from '../core/operation.js';
import { type ContractDetail, contractRow, versionView } from './contract-view.js';
import { noSuchContract } from './lock-contract.js';

/** What a contract is shown from. */
export const WHOLE_CONTRACT = {
  versions: {
    orderBy: { number: 'asc' },
    include: {
      items: { orderBy: { position: 'asc' } },
      signers: { orderBy: { position: 'asc' }, include: { signature: true } },
      document: { select: { status: true, sha256: true } },
    },
  },
  periods: { where: { NOT: { status: 'cancelled' } }, orderBy: { periodStart: 'asc' } },
} as const satisfies Prisma.ContractInclude;

/** What an account sees of its contracts: those that were sent to it, and of them what was sent. */
export const SENT_TO_ACCOUNT = {
  versions: { some: { NOT: { status: 'draft' } } },
} as const satisfies Prisma.ContractWhereInput;

/** One contract of the acting user's account with its versions. Drafts are not shown. */
export async function getOwnContract(ctx: Context, contractId: number): Promise<ContractDetail> {
  const { id: userId, accountId } = actingUser(ctx);
  const contract = await dbOf(ctx).contract.findFirst({
    where: { id: parse(id, contractId), accountId, ...SENT_TO_ACCOUNT },
    include: WHOLE_CONTRACT,
  });
  if (contract === null) throw noSuchContract();
  const seen = { ...contract, versions: contract.versions.filter(({ status }) => status !== 'draft') };
  return {
    ...contractRow(seen, { userId }),
    versions: seen.versions.map((version) => versionView(version, { userId })).reverse(),
  };
}

/** The same for staff, drafts included. */
export async function getContractForStaff(ctx: Context, contractId: number): Promise<ContractDetail> {
  const { id: staffUserId } = actingStaff(ctx);
  const contract = await dbOf(ctx).contract.findUnique({
    where: { id: parse(id, contractId) },
    include: WHOLE_CONTRACT,
  });
  if (contract === null) throw noSuchContract();
  return {
    ...contractRow(contract, { staffUserId }),
    versions: contract.versions.map((version) => versionView(version, { staffUserId })).reverse(),
  };
}
