import type { Account, BillingPeriod, Contract, ContractLineItem, ContractVersion } from '@prisma/client';
import type { Context, TxContext } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { billedItem } from './item-months.js';
import { type BilledVersion, monthKey } from './schedule.js';

export type SignedVersion = ContractVersion & { items: ContractLineItem[] };

/** A contract with everything that decides what is invoiced when. */
export interface BilledContract {
  contract: Contract;
  account: Account;
  /** Signed versions, oldest first; the last one is in force. */
  signed: SignedVersion[];
  versions: BilledVersion[];
  /** In the order of their days; cancelled ones are left out. */
  periods: BillingPeriod[];
  /** Months of items that an invoice bills which is not void. */
  billed: ReadonlySet<string>;
}

/** Locks the accounts of contracts, ids rising; everything about a contract is written under its account's lock. */
export async function lockContracts(ctx: TxContext, contractIds: number[]): Promise<void> {
  await ctx.db.$queryRaw`
    SELECT id FROM accounts WHERE id IN (SELECT account_id FROM contracts WHERE id = ANY (${contractIds}))
    ORDER BY id FOR NO KEY UPDATE`;
}

/** Reads contracts; ids that do not exist are simply not returned. A fixed number of statements for any number of ids. */
export async function loadContracts(ctx: Context, contractIds: number[]): Promise<BilledContract[]> {
  const db = dbOf(ctx);
  // One query after the other: in a transaction they share one connection.
  const contracts = await db.contract.findMany({
    where: { id: { in: contractIds } },
    orderBy: { id: 'asc' },
    include: { account: true },
  });
  const signed = await db.contractVersion.findMany({
    where: { contractId: { in: contractIds }, status: 'signed' },
    orderBy: { number: 'asc' },
    include: { items: { orderBy: { position: 'asc' } } },
  });
  const open = await db.billingPeriod.findMany({
    where: { contractId: { in: contractIds }, NOT: { status: 'cancelled' } },
    orderBy: { periodStart: 'asc' },
  });
  const versionsOf = groupByContract(signed);
  const periodsOf = groupByContract(open);
  const lines = await db.$queryRaw<{ contractId: number; itemId: number; months: number[] }[]>`
    SELECT t.contract_id AS "contractId", l.contract_line_item_id AS "itemId", l.item_months AS months
    FROM contract_line_items t JOIN invoice_lines l ON l.contract_line_item_id = t.id JOIN invoices i ON i.id = l.invoice_id
    WHERE t.contract_id = ANY (${contractIds}) AND i.status <> 'void'`;
  const linesOf = groupByContract(lines);
  return contracts.map(({ account, ...contract }) => {
    const versions = versionsOf.get(contract.id) ?? [];
    const roots = rootsOf(versions.flatMap(({ items }) => items));
    const billed = (linesOf.get(contract.id) ?? []).flatMap(({ itemId, months }) =>
      months.map((index) => monthKey(roots.get(itemId) ?? itemId, index)),
    );
    return {
      contract,
      account,
      signed: versions,
      versions: versions.map((version) => billedVersion(version, roots)),
      periods: periodsOf.get(contract.id) ?? [],
      billed: new Set(billed),
    };
  });
}

function groupByContract<Row extends { contractId: number }>(rows: Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(row.contractId, [...(groups.get(row.contractId) ?? []), row]);
  return groups;
}

export function billedVersion(
  version: Pick<ContractVersion, 'discountPercent' | 'effectiveFrom'> & { items: ContractLineItem[] },
  roots: ReadonlyMap<number, number>,
): BilledVersion {
  return {
    discountPercent: version.discountPercent,
    effectiveFrom: version.effectiveFrom,
    items: version.items.map((item) => ({ ...billedItem(item), rootId: roots.get(item.id) ?? item.id })),
  };
}

/** For each item the one it goes back to through the versions, which says which of its months were billed. */
export function rootsOf(items: Pick<ContractLineItem, 'id' | 'continuesId'>[]): ReadonlyMap<number, number> {
  const roots = new Map<number, number>();
  for (const { id, continuesId } of [...items].sort((a, b) => a.id - b.id)) {
    roots.set(id, continuesId === null ? id : (roots.get(continuesId) ?? continuesId));
  }
  return roots;
}
