import { AccountStatus } from '@prisma/client';
import { expect, it } from 'vitest';
import {
  ACCOUNT_ACTIONS,
  ACCOUNT_MOVES,
  type AccountAction,
  allowsAction,
} from '../../../src/services/accounts/account-status.js';

// domain.md's sentences, written a second time.
it('an account moves as the domain says, and no other way', () => {
  expect(ACCOUNT_MOVES).toEqual({
    pending: ['trial', 'pending_payment', 'rejected', 'cancelled'],
    rejected: ['pending', 'cancelled'],
    trial: ['active', 'suspended', 'cancelled'],
    pending_payment: ['active', 'suspended', 'cancelled'],
    active: ['suspended', 'cancelled'],
    suspended: ['trial', 'pending_payment', 'active', 'cancelled'],
    cancelled: [],
  });
});

const FROM: Record<AccountAction, AccountStatus[]> = {
  approve: ['pending'],
  reject: ['pending'],
  reopen: ['rejected'],
  suspend: ['trial', 'pending_payment', 'active'],
  reactivate: ['suspended'],
  cancel: ['pending', 'trial', 'pending_payment', 'active', 'suspended', 'rejected'],
  changePlan: ['trial', 'pending_payment', 'active'],
};

it('each thing that staff do with an account is open from the states it is meant for', () => {
  for (const [action, from] of Object.entries(FROM) as [AccountAction, AccountStatus[]][])
    for (const status of Object.values(AccountStatus))
      expect([action, status, allowsAction(status, action)]).toEqual([action, status, from.includes(status)]);
});

it('each is told in its own words', () => {
  expect(Object.fromEntries(Object.entries(ACCOUNT_ACTIONS).map(([action, { to }]) => [action, to]))).toEqual({
    approve: 'approved',
    reject: 'rejected',
    reopen: 'pending',
    suspend: 'suspended',
    reactivate: 'reactivated',
    cancel: 'cancelled',
    changePlan: 'on the new plan',
  });
});
