import type { Contract } from '@prisma/client';
import { z } from 'zod';
import { dateText } from '../core/calendar.js';
import { actingStaff, type NewMail, type TxContext } from '../core/context.js';
import { ids } from '../core/fields.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { formatMoney } from '../core/money.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { getRecipients } from '../users/get-recipient.js';
import { type BillingTerms, billingTerms, type ReadyContract, sortOutEnabling } from './billing-terms.js';
import { loadContracts, lockContracts } from './load-contracts.js';
import { sum } from './schedule.js';
import { writePeriods } from './write-periods.js';

export const BILL_AT_ONCE = 500;

/**
 * Enables billing of signed or active contracts and makes their periods: from the given day, or from the first day that
 * is not invoiced yet, to the given day, at most to the contract's end. Locks the accounts. Pressing it again changes
 * nothing. Answers one outcome per id; it never throws for a contract that is not ready.
 */
export const enableBilling = operation({
  name: 'contract.enable_billing',
  permission: 'contracts.bill',
  input: billingTerms.extend({ contractIds: ids.pipe(z.array(z.number()).max(BILL_AT_ONCE)) }),
  async run(ctx, { contractIds, ...terms }): Promise<Outcome[]> {
    await lockContracts(ctx, contractIds);
    const { ready, setAside } = sortOutEnabling(contractIds, await loadContracts(ctx, contractIds), terms);
    if (ready.length > 0) {
      await writeTerms(ctx, ready, terms);
      await writePeriods(
        ctx,
        ready.map((one) => withTerms(one, terms)),
        'Billing was enabled with other dates.',
      );
      await auditEnabling(ctx, ready, terms);
      await mailEnabling(ctx, ready, terms);
    }
    return [...ready.map(({ billed }): Outcome => ({ id: billed.contract.id, outcome: 'enabled' })), ...setAside].sort(
      (a, b) => a.id - b.id,
    );
  },
});

async function writeTerms(ctx: TxContext, ready: ReadyContract[], terms: BillingTerms): Promise<void> {
  const rows = ready.map(({ billed, billing }) => ({
    id: billed.contract.id,
    start_date: dateText(billing.start),
    end_date: dateText(billing.end),
    interval_months: billing.intervalMonths,
  }));
  const count = await ctx.db.$executeRaw`
    UPDATE contracts c SET status = 'active', billing_enabled = true, billing_enabled_by_id = ${actingStaff(ctx).id},
           billing_enabled_at = ${ctx.now}, billing_start_date = row.start_date, billing_end_date = row.end_date,
           billing_frequency = ${terms.frequency}::"BillingFrequency", billing_interval_months = row.interval_months,
           auto_renew = ${terms.autoRenew}, manual_release = ${terms.manualRelease}, updated_at = ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(id int, start_date date, end_date date, interval_months int)
    WHERE c.id = row.id AND c.status IN ('signed', 'active') AND NOT c.billing_enabled`;
  insistOnAll(count, rows.length, 'contracts');
}

function withTerms({ billed, periods }: ReadyContract, { manualRelease }: BillingTerms) {
  const contract: Contract = { ...billed.contract, manualRelease };
  return { billed: { ...billed, contract }, periods };
}

async function auditEnabling(ctx: TxContext, ready: ReadyContract[], terms: BillingTerms): Promise<void> {
  await ctx.audit(
    ready.map(({ billed: { contract }, billing, periods }) => ({
      action: 'contract.enable_billing',
      entityType: 'Contract' as const,
      entityId: contract.id,
      accountId: contract.accountId,
      changes: {
        ...(contract.status === 'active' ? {} : { status: { before: contract.status, after: 'active' } }),
        billing: {
          after: `${terms.frequency}, ${dateText(billing.start)} to ${dateText(billing.end)}, ${periods.length} periods`,
        },
        auto_renew: { before: contract.autoRenew, after: terms.autoRenew },
        manual_release: { before: contract.manualRelease, after: terms.manualRelease },
      },
    })),
  );
}

async function mailEnabling(ctx: TxContext, ready: ReadyContract[], { autoRenew }: BillingTerms): Promise<void> {
  const recipients = await getRecipients(
    ctx,
    ready.map(({ billed }) => billed.contract.accountId),
  );
  await ctx.enqueue(
    ready.flatMap(({ billed: { contract }, periods }): NewMail[] => {
      const to = recipients.get(contract.accountId);
      const [first] = periods;
      if (to === undefined || first === undefined) return [];
      return [
        {
          kind: 'billing-enabled',
          accountId: contract.accountId,
          to,
          data: {
            name: to.name,
            contractId: contract.id,
            contractNumber: contract.number,
            title: contract.title,
            firstDate: dateText(first.start),
            firstAmount: formatMoney(first.net, contract.currency),
            invoices: periods.length,
            total: formatMoney(sum(periods.map(({ net }) => net)), contract.currency),
            autoRenew,
          },
        },
      ];
    }),
  );
}
