import type { AccountStatus } from '@prisma/client';

/** The moves an account allows; the database's accounts_moves trigger holds the same list. */
export const ACCOUNT_MOVES: Record<AccountStatus, readonly AccountStatus[]> = {
  pending: ['trial', 'pending_payment', 'rejected', 'cancelled'],
  trial: ['active', 'suspended', 'cancelled'],
  pending_payment: ['active', 'suspended', 'cancelled'],
  active: ['suspended', 'cancelled'],
  suspended: ['trial', 'pending_payment', 'active', 'cancelled'],
  rejected: ['pending', 'cancelled'],
  cancelled: [],
};

/** What staff do with accounts, and from which states: for the WHERE, the preview and the button alike. */
export const ACCOUNT_ACTIONS = {
  approve: { from: ['pending'], to: 'approved' },
  reject: { from: ['pending'], to: 'rejected' },
  reopen: { from: ['rejected'], to: 'pending' },
  suspend: { from: ['trial', 'pending_payment', 'active'], to: 'suspended' },
  reactivate: { from: ['suspended'], to: 'reactivated' },
  cancel: { from: ['pending', 'trial', 'pending_payment', 'active', 'suspended', 'rejected'], to: 'cancelled' },
  changePlan: { from: ['trial', 'pending_payment', 'active'], to: 'on the new plan' },
} as const satisfies Record<string, { from: readonly AccountStatus[]; to: string }>;

export type AccountAction = keyof typeof ACCOUNT_ACTIONS;

export function allowsAction(status: AccountStatus, action: AccountAction): boolean {
  const from: readonly AccountStatus[] = ACCOUNT_ACTIONS[action].from;
  return from.includes(status);
}
