import type { ContractLineItem } from '@prisma/client';
import { z } from 'zod';
import { pausesOf, type StoredPause } from '../billing-periods/item-months.js';
import { loadContracts } from '../billing-periods/load-contracts.js';
import { billingSpan, planWholly } from '../billing-periods/plan-contract.js';
import { dueMonths } from '../billing-periods/schedule.js';
import { writePeriods } from '../billing-periods/write-periods.js';
import { addDays, addMonths, dateText, laterOf } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { calendarDate, id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { type LockedContract, lockContract, noSuchContract, versionInForce } from './lock-contract.js';

const change = z.object({ lineItemId: id, from: calendarDate });

type Change = z.output<typeof change>;

/** Work on an item stops: none of its months begins from that day on until it is resumed. Locks the account. */
export const pauseLineItem = operation({
  name: 'contract.pause_item',
  permission: 'contracts.bill',
  input: change,
  async run(ctx, { lineItemId, from }: Change): Promise<void> {
    const { locked, item } = await itemInForce(ctx, lineItemId, ['pending', 'active']);
    const pauses = [...pausesOf(item), { from: dateText(from), to: null }];
    await apply(ctx, locked, item, { status: 'paused', pauses });
  },
});

/** Work goes on: the months that are left count on from that day, and billing goes on as long as they need. */
export const resumeLineItem = operation({
  name: 'contract.resume_item',
  permission: 'contracts.bill',
  input: change,
  async run(ctx, { lineItemId, from }: Change): Promise<void> {
    const { locked, item } = await itemInForce(ctx, lineItemId, ['paused']);
    const pauses = pausesOf(item);
    const open = pauses.at(-1);
    if (open === undefined || dateText(from) < open.from) {
      const message = `The pause began on ${open?.from ?? 'no day'}. Please choose a day that is not before it.`;
      throw new Refusal('invalid_input', 'before_pause', message, [{ path: 'from', message }]);
    }
    const ended = dateText(from) === open.from ? [] : [{ from: open.from, to: dateText(from) }];
    await apply(ctx, locked, item, { status: 'active', pauses: [...pauses.slice(0, -1), ...ended] });
  },
});

/** The item is done: none of its months begins on or after that day. It cannot be taken up again. */
export const completeLineItem = operation({
  name: 'contract.complete_item',
  permission: 'contracts.bill',
  input: change,
  async run(ctx, { lineItemId, from }: Change): Promise<void> {
    const { locked, item } = await itemInForce(ctx, lineItemId, ['pending', 'active', 'paused']);
    await apply(ctx, locked, item, { status: 'completed', completedFrom: from });
  },
});

async function itemInForce(
  ctx: TxContext,
  lineItemId: number,
  allowed: ContractLineItem['status'][],
): Promise<{ locked: LockedContract; item: ContractLineItem }> {
  const locked = await lockContract(ctx, { lineItemId });
  const { contract } = locked;
  const item = versionInForce(locked)?.items.find(({ id }) => id === lineItemId);
  if (item === undefined) {
    const isKnown = locked.versions.some(({ items }) => items.some(({ id }) => id === lineItemId));
    if (!isKnown) throw noSuchContract();
    throw new Refusal('conflict', 'item_not_in_force', 'This line item is not part of the version in force.');
  }
  if (contract.status !== 'signed' && contract.status !== 'active') {
    throw new Refusal('conflict', 'contract_ended', `${contract.number} is ${contract.status}.`);
  }
  if (!allowed.includes(item.status)) {
    throw new Refusal('conflict', 'item_status', `This line item is ${item.status}; this is not possible from there.`);
  }
  return { locked, item };
}

async function apply(
  ctx: TxContext,
  { contract }: LockedContract,
  item: ContractLineItem,
  data: { status: ContractLineItem['status']; pauses?: StoredPause[]; completedFrom?: Date },
): Promise<void> {
  await ctx.db.contractLineItem.update({ where: { id: item.id }, data });
  await ctx.audit({
    action: `contract.item_${data.status}`,
    entityType: 'ContractLineItem',
    entityId: item.id,
    accountId: contract.accountId,
    changes: {
      status: { before: item.status, after: data.status },
      ...(data.pauses === undefined ? {} : { pauses: { before: pausesOf(item), after: data.pauses } }),
      ...(data.completedFrom === undefined ? {} : { completed_from: { after: dateText(data.completedFrom) } }),
    },
  });
  if (contract.billingEnabled) await rebill(ctx, contract.id, item.id);
}

/** What is not invoiced yet follows the item; where a resumed item needs it, billing lasts longer. */
async function rebill(ctx: TxContext, contractId: number, itemId: number): Promise<void> {
  const [billed] = await loadContracts(ctx, [contractId]);
  const running = billed === undefined ? null : billingSpan(billed);
  if (billed === undefined || running === null) return;
  const item = billed.versions.at(-1)?.items.find(({ id }) => id === itemId);
  const end =
    item === undefined || item.isRecurring ? running.end : laterOf(running.end, lastDayOf(billed, item.rootId));
  const { billing, periods } = planWholly(billed, { ...running, end });
  if (billing.end > running.end) {
    await ctx.db.contract.update({ where: { id: contractId }, data: { billingEndDate: billing.end } });
  }
  await writePeriods(ctx, [{ billed, periods }], 'Its line items were paused, resumed or completed.');
}

/** The last day of the last month of a fixed item, however long its pauses were. */
function lastDayOf(billed: Awaited<ReturnType<typeof loadContracts>>[number], rootId: number): Date {
  const far = new Date(Date.UTC(2199, 11, 31));
  const versions = billed.versions.map((version) => ({
    ...version,
    items: version.items.filter((item) => item.rootId === rootId && !item.isRecurring),
  }));
  const last = dueMonths(versions, { currency: billed.contract.currency, until: far }).at(-1);
  return last === undefined ? new Date(0) : addDays(addMonths(last.begins, 1, last.begins.getUTCDate()), -1);
}
