import { AccountStatus } from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_ACTIONS, type AccountAction, allowsAction } from '../../../src/services/accounts/account-status.js';
import { approveAccounts } from '../../../src/services/accounts/approve-accounts.js';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { reactivateAccounts } from '../../../src/services/accounts/reactivate-accounts.js';
import { rejectAccounts } from '../../../src/services/accounts/reject-accounts.js';
import { reopenAccount } from '../../../src/services/accounts/reopen-account.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../../src/services/core/context.js';
import type { Outcome } from '../../../src/services/core/outcome.js';
import { changePlan } from '../../../src/services/subscriptions/change-plan.js';
import { choosePlan } from '../../../src/services/subscriptions/choose-plan.js';
import { accountIn, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);
let support: Context;

beforeAll(async () => {
  support = await staff(test, 'support');
});

const reason = 'For a good reason';

/** domain.md, “States”: where each action leads from each state; any pair that is not listed is refused. */
const LEADS_TO: Record<AccountAction | 'choosePlan', Partial<Record<AccountStatus, AccountStatus>>> = {
  approve: { pending: 'trial' },
  reject: { pending: 'rejected' },
  reopen: { rejected: 'pending' },
  suspend: { trial: 'suspended', pending_payment: 'suspended', active: 'suspended' },
  reactivate: { suspended: 'trial' },
  cancel: {
    pending: 'cancelled',
    trial: 'cancelled',
    pending_payment: 'cancelled',
    active: 'cancelled',
    suspended: 'cancelled',
    rejected: 'cancelled',
  },
  changePlan: { trial: 'trial', pending_payment: 'pending_payment', active: 'active' },
  choosePlan: { trial: 'trial', pending_payment: 'pending_payment' },
};

const ACT: Record<keyof typeof LEADS_TO, (tenant: Tenant) => Promise<unknown>> = {
  approve: async ({ accountId }) => throwUnlessDone(await approveAccounts(support, { accountIds: [accountId] })),
  reject: async ({ accountId }) => throwUnlessDone(await rejectAccounts(support, { accountIds: [accountId], reason })),
  reopen: ({ accountId }) => reopenAccount(support, { accountId }),
  suspend: async ({ accountId }) =>
    throwUnlessDone(await suspendAccounts(support, { accountIds: [accountId], reason })),
  reactivate: async ({ accountId }) => throwUnlessDone(await reactivateAccounts(support, { accountIds: [accountId] })),
  cancel: ({ accountId }) => cancelAccount(support, { accountId, reason }),
  changePlan: ({ accountId }) => changePlan(support, { accountId, planSlug: 'growth' }),
  choosePlan: ({ ctx }) => choosePlan(ctx, { planSlug: 'growth' }),
};

class SetAside extends Error {
  constructor(readonly outcome: Outcome) {
    super(outcome.message);
  }
}

function throwUnlessDone([outcome]: Outcome[]): void {
  if (outcome === undefined) throw new Error('an id without an outcome');
  if (['already', 'refused', 'missing'].includes(outcome.outcome)) throw new SetAside(outcome);
}

const ACTIONS = Object.keys(LEADS_TO) as (keyof typeof LEADS_TO)[];
const PAIRS = ACTIONS.flatMap((action) =>
  Object.values(AccountStatus).map((from) => ({ action, from, to: LEADS_TO[action][from] })),
);

describe('an account moves only as the domain says', () => {
  it.each(PAIRS.filter(({ to }) => to !== undefined))(
    '$action leads from $from to $to',
    async ({ action, from, to }) => {
      const tenant = await accountIn(test, from);
      await ACT[action](tenant);
      expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
        status: to,
      });
    },
  );

  it.each(PAIRS.filter(({ to }) => to === undefined))(
    '$action is refused aloud for an account that is $from, and nothing is written',
    async ({ action, from }) => {
      const tenant = await accountIn(test, from);
      const before = await allRows(test);
      const refusal = await ACT[action](tenant).then(
        () => null,
        (error: Error) => error,
      );
      expect(refusal?.message).toMatch(/^\p{Lu}.*\.$/u);
      expect(await allRows(test)).toEqual(before);
    },
  );

  it('the data behind buttons and previews names the same pairs', () => {
    const inData = (Object.keys(ACCOUNT_ACTIONS) as AccountAction[]).map((action) => [
      action,
      Object.values(AccountStatus)
        .filter((status) => allowsAction(status, action))
        .sort(),
    ]);
    const inDomain = ACTIONS.filter((action) => action !== 'choosePlan').map((action) => [
      action,
      Object.keys(LEADS_TO[action]).sort(),
    ]);
    expect(Object.fromEntries(inData)).toEqual(Object.fromEntries(inDomain));
  });
});

describe('an account that does not exist', () => {
  it('is missing in a bulk and not found alone', async () => {
    const accountIds = [2_000_000_000];
    for (const outcomes of [
      await approveAccounts(support, { accountIds }),
      await rejectAccounts(support, { accountIds, reason }),
      await suspendAccounts(support, { accountIds, reason }),
      await reactivateAccounts(support, { accountIds }),
    ]) {
      expect(outcomes).toMatchObject([{ id: 2_000_000_000, outcome: 'missing', code: 'not_found' }]);
    }
    const accountId = 2_000_000_000;
    expect(await refusalOf(cancelAccount(support, { accountId, reason }))).toMatchObject({ kind: 'not_found' });
    expect(await refusalOf(reopenAccount(support, { accountId }))).toMatchObject({ kind: 'not_found' });
    expect(await refusalOf(changePlan(support, { accountId, planSlug: 'growth' }))).toMatchObject({
      kind: 'not_found',
    });
  });
});
