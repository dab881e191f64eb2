import type { z } from 'zod';
import type { Context } from '../core/context.js';
import { type BulkResult, runInBulk } from '../core/run-in-bulk.js';
import type { billingTerms } from './billing-terms.js';
import { disableBilling } from './disable-billing.js';
import { enableBilling } from './enable-billing.js';
import { releasePeriods } from './release-periods.js';

/** The billing actions for any number of ids; each answers counts, the first exceptions and the id of the full report. */
export function enableBillingInBulk(
  ctx: Context,
  contractIds: unknown,
  terms: z.input<typeof billingTerms>,
): Promise<BulkResult> {
  return runInBulk(ctx, 'bulkEnableBilling', 'enabled', contractIds, (chunk) =>
    enableBilling(ctx, { ...terms, contractIds: chunk }),
  );
}

export function disableBillingInBulk(
  ctx: Context,
  contractIds: unknown,
  { reason }: { reason: string },
): Promise<BulkResult> {
  return runInBulk(ctx, 'bulkDisableBilling', 'disabled', contractIds, (chunk) =>
    disableBilling(ctx, { contractIds: chunk, reason }),
  );
}

export function releasePeriodsInBulk(ctx: Context, periodIds: unknown): Promise<BulkResult> {
  return runInBulk(ctx, 'releasePeriods', 'released', periodIds, (chunk) => releasePeriods(ctx, { periodIds: chunk }));
}
