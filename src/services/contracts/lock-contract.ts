import type { Contract, ContractLineItem, ContractSignature, ContractSigner, ContractVersion } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';

export type SignerState = ContractSigner & { signature: ContractSignature | null };

/** A version with what it consists of. */
export type WholeVersion = ContractVersion & { items: ContractLineItem[]; signers: SignerState[] };

export interface LockedContract {
  contract: Contract;
  /** Oldest first. */
  versions: WholeVersion[];
}

/**
 * Locks the account of a contract and reads it whole. With an account id only that account's contract is found (truth 9).
 */
export async function lockContract(
  ctx: TxContext,
  wish: { contractId: number } | { versionId: number } | { lineItemId: number },
  accountId?: number,
): Promise<LockedContract> {
  const own = accountId === undefined ? {} : { accountId };
  const where =
    'contractId' in wish
      ? { id: wish.contractId }
      : 'versionId' in wish
        ? { versions: { some: { id: wish.versionId } } }
        : { items: { some: { id: wish.lineItemId } } };
  const known = await ctx.db.contract.findFirst({ where: { ...where, ...own }, select: { id: true, accountId: true } });
  if (known === null) throw noSuchContract();
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${known.accountId} FOR NO KEY UPDATE`;
  const contract = await ctx.db.contract.findUniqueOrThrow({ where: { id: known.id } });
  return { contract, versions: await readVersions(ctx, known.id) };
}

/** One query after the other: a transaction has one connection. */
async function readVersions(ctx: TxContext, contractId: number): Promise<WholeVersion[]> {
  const versions = await ctx.db.contractVersion.findMany({ where: { contractId }, orderBy: { number: 'asc' } });
  const items = await ctx.db.contractLineItem.findMany({ where: { contractId }, orderBy: { position: 'asc' } });
  const signers = await ctx.db.contractSigner.findMany({
    where: { version: { contractId } },
    include: { signature: true },
    orderBy: { position: 'asc' },
  });
  return versions.map((version) => ({
    ...version,
    items: items.filter(({ versionId }) => versionId === version.id),
    signers: signers.filter(({ versionId }) => versionId === version.id),
  }));
}

export function noSuchContract(): Refusal {
  return new Refusal('not_found', 'contract_not_found', 'This contract does not exist.');
}

/** The version that is asked for, of a contract that was found by it. */
export function versionOf({ versions }: LockedContract, versionId: number): WholeVersion {
  const version = versions.find(({ id }) => id === versionId);
  if (version === undefined) throw noSuchContract();
  return version;
}

/** The newest signed version: the one in force. */
export function versionInForce({ versions }: LockedContract): WholeVersion | null {
  return versions.findLast(({ status }) => status === 'signed') ?? null;
}

/** Who has to sign next; null when everybody has. */
export function signerInTurn({ signers }: { signers: SignerState[] }): SignerState | null {
  return signers.find(({ signature }) => signature === null) ?? null;
}
