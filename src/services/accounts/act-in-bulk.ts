import type { Context } from '../core/context.js';
import { type BulkResult, runInBulk } from '../core/run-in-bulk.js';
import { approveAccounts } from './approve-accounts.js';
import { reactivateAccounts } from './reactivate-accounts.js';
import { rejectAccounts } from './reject-accounts.js';
import { suspendAccounts } from './suspend-accounts.js';

/** The account actions for any number of ids; each answers counts, the first exceptions and the id of the full report. */
export function approveAccountsInBulk(
  ctx: Context,
  accountIds: unknown,
  { note = '' }: { note?: string | undefined },
): Promise<BulkResult> {
  return runInBulk(ctx, 'approveAccounts', 'approved', accountIds, (chunk) =>
    approveAccounts(ctx, { accountIds: chunk, note }),
  );
}

export function rejectAccountsInBulk(
  ctx: Context,
  accountIds: unknown,
  { reason, note = '' }: { reason: string; note?: string | undefined },
): Promise<BulkResult> {
  return runInBulk(ctx, 'rejectAccounts', 'rejected', accountIds, (chunk) =>
    rejectAccounts(ctx, { accountIds: chunk, reason, note }),
  );
}

export function suspendAccountsInBulk(
  ctx: Context,
  accountIds: unknown,
  { reason, cause = 'staff' }: { reason: string; cause?: 'staff' | 'unpaid' | undefined },
): Promise<BulkResult> {
  return runInBulk(ctx, 'suspendAccounts', 'suspended', accountIds, (chunk) =>
    suspendAccounts(ctx, { accountIds: chunk, reason, cause }),
  );
}

export function reactivateAccountsInBulk(
  ctx: Context,
  accountIds: unknown,
  { note = '' }: { note?: string | undefined },
): Promise<BulkResult> {
  return runInBulk(ctx, 'reactivateAccounts', 'reactivated', accountIds, (chunk) =>
    reactivateAccounts(ctx, { accountIds: chunk, note }),
  );
}
