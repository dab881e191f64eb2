import { z } from 'zod';
import { addDays, dateText } from '../core/calendar.js';
import type { Context, NewMail, TxContext } from '../core/context.js';
import { operation } from '../core/operation.js';
import { staffRecipients } from '../staff/staff-recipients.js';
import { getRecipients } from '../users/get-recipient.js';
import { type BilledContract, loadContracts, lockContracts } from './load-contracts.js';
import { nextTerm } from './renewal.js';
import { forEachContract } from './run-over-contracts.js';
import { writePeriods } from './write-periods.js';

/** Both sides are told so many days before the last day billed, */
const NOTICE_DAYS = 30;
/** and so many days before it the next periods are made, for everybody to see. */
const RENEWAL_DAYS = 7;

const contractId = z.object({ contractId: z.int() });

/** The job: tells both sides of every renewal that is coming, once per term. Answers how many. */
export function sendRenewalNotices(ctx: Context): Promise<number> {
  const until = addDays(ctx.clock.now(), NOTICE_DAYS);
  return forEachContract(
    ctx,
    { billingEnabled: true, autoRenew: true, status: 'active', billingEndDate: { lte: until } },
    noticeOne,
  );
}

const noticeOne = operation({
  name: 'contract.renewal_notice',
  permission: 'system',
  input: contractId,
  async run(ctx, { contractId }): Promise<boolean> {
    const billed = await renewable(ctx, contractId);
    const end = billed?.contract.billingEndDate ?? null;
    if (billed === null || end === null || billed.contract.renewalNoticeFor?.getTime() === end.getTime()) return false;
    const next = nextTerm(billed);
    if (next === null) return false;
    await ctx.db.contract.update({ where: { id: contractId }, data: { renewalNoticeFor: end } });
    await ctx.audit({
      action: 'contract.renewal_notice',
      entityType: 'Contract',
      entityId: contractId,
      accountId: billed.contract.accountId,
      changes: { ends: { after: dateText(end) }, renews_until: { after: dateText(next.billing.end) } },
    });
    await mailNotice(ctx, billed, { endDate: dateText(end), renewsUntil: dateText(next.billing.end) });
    return true;
  },
});

/** The job: makes the next periods of contracts that renew by themselves and of which notice was given. */
export function renewContracts(ctx: Context): Promise<number> {
  const until = addDays(ctx.clock.now(), RENEWAL_DAYS);
  return forEachContract(
    ctx,
    { billingEnabled: true, autoRenew: true, status: 'active', billingEndDate: { lte: until } },
    renewOne,
  );
}

const renewOne = operation({
  name: 'contract.renew',
  permission: 'system',
  input: contractId,
  async run(ctx, { contractId }): Promise<boolean> {
    const billed = await renewable(ctx, contractId);
    const end = billed?.contract.billingEndDate ?? null;
    if (billed === null || end === null) return false;
    const next = nextTerm(billed);
    if (next === null) return letLapse(ctx, billed);
    if (billed.contract.renewalNoticeFor?.getTime() !== end.getTime()) return false;
    await ctx.db.contract.update({
      where: { id: contractId },
      data: { billingStartDate: next.billing.start, billingEndDate: next.billing.end },
    });
    await writePeriods(ctx, [{ billed, periods: next.periods }], 'The contract was renewed with other days.');
    await ctx.audit({
      action: 'contract.renew',
      entityType: 'Contract',
      entityId: contractId,
      accountId: billed.contract.accountId,
      changes: { billing_end_date: { before: dateText(end), after: dateText(next.billing.end) } },
    });
    return true;
  },
});

/** Nothing recurs that a further term could bill. */
async function letLapse(ctx: TxContext, { contract }: BilledContract): Promise<boolean> {
  await ctx.db.contract.update({ where: { id: contract.id }, data: { autoRenew: false } });
  await ctx.audit({
    action: 'contract.renewal_ended',
    entityType: 'Contract',
    entityId: contract.id,
    accountId: contract.accountId,
    changes: { auto_renew: { before: true, after: false } },
    reason: 'No recurring item is left to renew.',
  });
  return true;
}

/** The contract under its account's lock, if it still renews. */
async function renewable(ctx: TxContext, contractId: number): Promise<BilledContract | null> {
  await lockContracts(ctx, [contractId]);
  const [billed] = await loadContracts(ctx, [contractId]);
  if (billed === undefined || !billed.contract.billingEnabled || !billed.contract.autoRenew) return null;
  return billed.contract.status === 'active' && billed.account.status !== 'cancelled' ? billed : null;
}

async function mailNotice(
  ctx: TxContext,
  { contract, account }: BilledContract,
  days: { endDate: string; renewsUntil: string },
): Promise<void> {
  const facts = { contractId: contract.id, contractNumber: contract.number, title: contract.title, ...days };
  const to = (await getRecipients(ctx, [account.id])).get(account.id);
  const tenant: NewMail[] =
    to === undefined
      ? []
      : [{ kind: 'contract-renewal-notice', accountId: account.id, to, data: { name: to.name, ...facts } }];
  const staff = (await staffRecipients(ctx, 'contracts.bill')).map(
    (colleague): NewMail => ({
      kind: 'staff-contract-renewal',
      accountId: account.id,
      to: colleague,
      data: { name: colleague.name, accountName: account.name, ...facts },
    }),
  );
  await ctx.enqueue([...tenant, ...staff]);
}
