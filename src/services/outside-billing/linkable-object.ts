import type { Prisma } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import type { Linkable } from './outside-billing.js';

export interface LinkableObject {
  entityType: Prisma.ModelName;
  id: number;
  accountId: number;
  /** As people know it: "invoice INV-2-202512-0001". */
  name: string;
}

/** The object of ours that an outside id is for, its account locked, so that two who link it queue. A draft invoice is none yet. */
export async function findLinkable(ctx: TxContext, type: Linkable, id: number): Promise<LinkableObject> {
  const found = await FIND[type](ctx, id);
  if (found === null)
    throw new Refusal('not_found', `${type}_not_found`, `This ${type.replace('_', ' ')} does not exist.`);
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${found.accountId} FOR NO KEY UPDATE`;
  return found;
}

const FIND: Record<Linkable, (ctx: TxContext, id: number) => Promise<LinkableObject | null>> = {
  async account({ db }, id) {
    const account = await db.account.findUnique({ where: { id } });
    return account && { entityType: 'Account', id, accountId: id, name: `account ${account.name}` };
  },
  async contract({ db }, id) {
    const contract = await db.contract.findUnique({ where: { id } });
    return (
      contract && { entityType: 'Contract', id, accountId: contract.accountId, name: `contract ${contract.number}` }
    );
  },
  async invoice({ db }, id) {
    const invoice = await db.invoice.findFirst({ where: { id, NOT: { status: 'draft' } } });
    return invoice && { entityType: 'Invoice', id, accountId: invoice.accountId, name: `invoice ${invoice.number}` };
  },
  async billing_period({ db }, id) {
    const period = await db.billingPeriod.findUnique({ where: { id }, include: { contract: true } });
    if (period === null) return null;
    const start = period.periodStart.toISOString().slice(0, 10);
    const name = `the period from ${start} of contract ${period.contract.number}`;
    return { entityType: 'BillingPeriod', id, accountId: period.accountId, name };
  },
};
