import { z } from 'zod';
import type { NewMail, TxContext } from '../core/context.js';
import { ids, reason } from '../core/fields.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { getRecipients } from '../users/get-recipient.js';
import { BILL_AT_ONCE } from './enable-billing.js';
import { type BilledContract, loadContracts, lockContracts } from './load-contracts.js';
import { cancelPeriods } from './write-periods.js';

/**
 * Disables billing of contracts: cancels for good every period that has no invoice; what is invoiced stays payable. The
 * contract stays active and can be enabled again. Locks the accounts. Answers one outcome per id.
 */
export const disableBilling = operation({
  name: 'contract.disable_billing',
  permission: 'contracts.bill',
  input: z.object({ contractIds: ids.pipe(z.array(z.number()).max(BILL_AT_ONCE)), reason }),
  async run(ctx, { contractIds, reason }): Promise<Outcome[]> {
    await lockContracts(ctx, contractIds);
    const { open, setAside } = sortOutDisabling(contractIds, await loadContracts(ctx, contractIds));
    if (open.length > 0) {
      await stopBilling(ctx, open, reason);
      await auditDisabling(ctx, open, reason);
      await mailDisabling(ctx, open, reason);
    }
    return [...open.map(disabled), ...setAside].sort((a, b) => a.id - b.id);
  },
});

/** A contract whose billing was disabled can have a period again when an invoice was voided since: that one is stopped too. */
export function sortOutDisabling(
  wanted: number[],
  contracts: BilledContract[],
): { open: BilledContract[]; setAside: Outcome[] } {
  const found = new Map(contracts.map((billed) => [billed.contract.id, billed]));
  const open = contracts.filter((billed) => billed.contract.billingEnabled || pendingOf(billed).length > 0);
  const stopping = new Set(open.map(({ contract }) => contract.id));
  const setAside = wanted
    .filter((id) => !stopping.has(id))
    .map((id): Outcome => {
      const billed = found.get(id);
      if (billed === undefined) {
        return { id, outcome: 'missing', code: 'not_found', message: `Contract ${id} does not exist.` };
      }
      const message = `Billing of ${billed.contract.number} is not enabled.`;
      return { id, outcome: 'already', code: 'already_disabled', message };
    });
  return { open, setAside };
}

export function pendingOf({ periods }: BilledContract) {
  return periods.filter(({ status }) => status === 'pending');
}

/** Cancels what has no invoice and switches billing off; for an operation that has locked the accounts. */
export async function stopBilling(ctx: TxContext, contracts: BilledContract[], reason: string): Promise<void> {
  await cancelPeriods(
    ctx,
    contracts.flatMap((billed) => pendingOf(billed).map(({ id }) => id)),
    reason,
  );
  await ctx.db.contract.updateMany({
    where: { id: { in: contracts.map(({ contract }) => contract.id) } },
    data: { billingEnabled: false, updatedAt: ctx.now },
  });
}

function disabled(billed: BilledContract): Outcome {
  const stays = billed.periods.filter(({ status }) => status === 'invoiced').length;
  const cancelled = pendingOf(billed).length;
  const message = `${cancelled} ${cancelled === 1 ? 'period is' : 'periods are'} cancelled; ${stays} unpaid ${stays === 1 ? 'invoice stays' : 'invoices stay'} payable.`;
  return { id: billed.contract.id, outcome: 'disabled', message };
}

async function auditDisabling(ctx: TxContext, open: BilledContract[], reason: string): Promise<void> {
  await ctx.audit(
    open.map((billed) => ({
      action: 'contract.disable_billing',
      entityType: 'Contract' as const,
      entityId: billed.contract.id,
      accountId: billed.contract.accountId,
      changes: {
        billing_enabled: { before: billed.contract.billingEnabled, after: false },
        periods_cancelled: { after: pendingOf(billed).length },
      },
      reason,
    })),
  );
}

async function mailDisabling(ctx: TxContext, open: BilledContract[], reason: string): Promise<void> {
  const recipients = await getRecipients(
    ctx,
    open.map(({ contract }) => contract.accountId),
  );
  await ctx.enqueue(
    open.flatMap((billed): NewMail[] => {
      const { contract } = billed;
      const to = recipients.get(contract.accountId);
      if (to === undefined) return [];
      const data = {
        name: to.name,
        contractId: contract.id,
        contractNumber: contract.number,
        title: contract.title,
        cancelled: pendingOf(billed).length,
        reason,
      };
      return [{ kind: 'billing-disabled', accountId: contract.accountId, to, data }];
    }),
  );
}
