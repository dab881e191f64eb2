import type { Contract } from '@prisma/client';
import { loadContracts } from '../billing-periods/load-contracts.js';
import { billingSpan, planWholly } from '../billing-periods/plan-contract.js';
import { writePeriods } from '../billing-periods/write-periods.js';
import { laterOf } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { mailSigned } from './contract-mails.js';
import type { WholeVersion } from './lock-contract.js';
import { queueContractDocument } from './queue-contract-document.js';

/** The last signature is there: the version is in force. An amendment changes what a running contract bills from here on. */
export async function completeVersion(ctx: TxContext, contract: Contract, version: WholeVersion): Promise<void> {
  await ctx.db.contractVersion.update({ where: { id: version.id }, data: { status: 'signed', signedAt: ctx.now } });
  if (contract.status === 'sent') {
    await ctx.db.contract.update({ where: { id: contract.id }, data: { status: 'signed' } });
  }
  await carryOn(ctx, version);
  if (contract.billingEnabled) await rebill(ctx, contract.id, version);
  await ctx.audit({
    action: 'contract.signed',
    entityType: 'Contract',
    entityId: contract.id,
    accountId: contract.accountId,
    changes: {
      ...(contract.status === 'sent' ? { status: { before: 'sent', after: 'signed' } } : {}),
      version_in_force: { after: version.number },
    },
  });
  await queueContractDocument(ctx, version);
  await mailSigned(ctx, contract, version);
}

/** How the work on an item goes is carried on by the item that replaces it. */
async function carryOn(ctx: TxContext, version: WholeVersion): Promise<void> {
  await ctx.db.$executeRaw`
    UPDATE contract_line_items item SET status = before.status, pauses = before.pauses, completed_from = before.completed_from
    FROM contract_line_items before
    WHERE item.version_id = ${version.id} AND before.id = item.continues_id`;
}

async function rebill(ctx: TxContext, contractId: number, version: WholeVersion): Promise<void> {
  const [billed] = await loadContracts(ctx, [contractId]);
  const running = billed === undefined ? null : billingSpan(billed);
  if (billed === undefined || running === null) return;
  const { billing, periods } = planWholly(billed, { ...running, end: laterOf(running.end, version.endDate) });
  await ctx.db.contract.update({ where: { id: contractId }, data: { billingEndDate: billing.end } });
  await writePeriods(ctx, [{ billed, periods }], `Replaced by version ${version.number}.`);
}
