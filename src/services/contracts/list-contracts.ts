import type { z } from 'zod';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { parse } from '../core/operation.js';
import { type ContractRow, contractRow } from './contract-view.js';
import { SENT_TO_ACCOUNT, WHOLE_CONTRACT } from './get-contract.js';

/** The account's own contracts that were sent to it, newest first. */
export async function listOwnContracts(ctx: Context, query: z.input<typeof page>): Promise<Page<ContractRow>> {
  const { limit, cursor } = parse(page, query);
  const { id: userId, accountId } = actingUser(ctx);
  const contracts = await dbOf(ctx).contract.findMany({
    where: { accountId, ...SENT_TO_ACCOUNT, ...(cursor === undefined ? {} : { id: { lt: cursor } }) },
    include: WHOLE_CONTRACT,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const rows = contracts.map((contract) => {
    const seen = { ...contract, versions: contract.versions.filter(({ status }) => status !== 'draft') };
    return contractRow(seen, { userId });
  });
  return pageOf(rows, limit);
}
