import type { z } from 'zod';
import { dateText } from '../core/calendar.js';
import type { Context } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { requestedIds } from '../core/fields.js';
import { Money as Decimal, formatMoney, type Money, moneyString } from '../core/money.js';
import { parse } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { billingTerms, type ReadyContract, sortOutEnabling } from './billing-terms.js';
import { pendingOf, sortOutDisabling } from './disable-billing.js';
import { type BilledContract, loadContracts } from './load-contracts.js';
import { type PlannedPeriod, sum } from './schedule.js';

const CONTRACTS_SHOWN = 50;
const PERIODS_SHOWN = 24;
const OUTCOMES_SHOWN = 200;

/** One invoice to come; amounts are strings with their currency's decimals. */
export interface ScheduleRow {
  period_start: string;
  period_end: string;
  invoice_date: string;
  gross: string;
  discount: string;
  net: string;
}

export interface ContractPreview {
  id: number;
  number: string;
  account: string;
  periods: ScheduleRow[];
  periodCount: number;
  total: string;
  warnings: string[];
}

export interface BillingPreview {
  possible: number;
  impossible: Outcome[];
  impossibleCount: number;
  contracts: ContractPreview[];
  totals: { currency: string; count: number; amount: string }[];
}

/** What enabling billing would invoice when, by the same rules, without locking or changing anything. */
export async function previewEnabling(
  ctx: Context,
  { contractIds, terms }: { contractIds: z.input<typeof requestedIds>; terms: z.input<typeof billingTerms> },
): Promise<BillingPreview> {
  const wanted = staffSelection(ctx, contractIds);
  const contracts = await loadContracts(ctx, wanted.possible);
  const { ready, setAside } = sortOutEnabling(wanted.all, contracts, parse(billingTerms, terms));
  return {
    ...setAsideView(setAside),
    possible: ready.length,
    contracts: ready.slice(0, CONTRACTS_SHOWN).map(readyView),
    totals: totalsOf(ready.map(({ billed, periods }) => ({ billed, amounts: periods.map(({ net }) => net) }))),
  };
}

/** What disabling billing would cancel, and what stays. */
export async function previewDisabling(
  ctx: Context,
  { contractIds }: { contractIds: z.input<typeof requestedIds> },
): Promise<BillingPreview> {
  const wanted = staffSelection(ctx, contractIds);
  const { open, setAside } = sortOutDisabling(wanted.all, await loadContracts(ctx, wanted.possible));
  const cancelled = open.map((billed) => ({
    billed,
    amounts: pendingOf(billed).map(({ totalAmount }) => totalAmount),
  }));
  return {
    ...setAsideView(setAside),
    possible: open.length,
    contracts: open.slice(0, CONTRACTS_SHOWN).map(stoppedView),
    totals: totalsOf(cancelled),
  };
}

function staffSelection(ctx: Context, contractIds: z.input<typeof requestedIds>) {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may look at this.');
  const { possible, impossible } = parse(requestedIds, contractIds);
  return { possible, all: [...possible, ...impossible] };
}

function setAsideView(setAside: Outcome[]) {
  return { impossible: setAside.slice(0, OUTCOMES_SHOWN), impossibleCount: setAside.length };
}

function readyView({ billed: { contract, account }, periods, leftOver }: ReadyContract): ContractPreview {
  return {
    id: contract.id,
    number: contract.number,
    account: account.name,
    periods: periods.slice(0, PERIODS_SHOWN).map((period) => scheduleRow(period, contract.currency)),
    periodCount: periods.length,
    total: formatMoney(sum(periods.map(({ net }) => net)), contract.currency),
    warnings:
      leftOver === 0
        ? []
        : [
            `${leftOver} ${leftOver === 1 ? 'month' : 'months'} of its items begin after the last day billed and are not invoiced.`,
          ],
  };
}

export function scheduleRow(period: PlannedPeriod, currency: string): ScheduleRow {
  return {
    period_start: dateText(period.start),
    period_end: dateText(period.end),
    invoice_date: dateText(period.start),
    gross: moneyString(period.gross, currency),
    discount: moneyString(period.discount, currency),
    net: moneyString(period.net, currency),
  };
}

function stoppedView(billed: BilledContract): ContractPreview {
  const { contract, account, periods } = billed;
  const pending = pendingOf(billed);
  const stays = periods.filter(({ status }) => status === 'invoiced');
  return {
    id: contract.id,
    number: contract.number,
    account: account.name,
    periods: pending.slice(0, PERIODS_SHOWN).map(({ periodStart, periodEnd, totalAmount }) => ({
      period_start: dateText(periodStart),
      period_end: dateText(periodEnd),
      invoice_date: dateText(periodStart),
      gross: moneyString(totalAmount, contract.currency),
      discount: moneyString(new Decimal(0), contract.currency),
      net: moneyString(totalAmount, contract.currency),
    })),
    periodCount: pending.length,
    total: formatMoney(sum(pending.map(({ totalAmount }) => totalAmount)), contract.currency),
    warnings:
      stays.length === 0
        ? []
        : [
            `${stays.length} unpaid ${stays.length === 1 ? 'invoice stays' : 'invoices stay'} payable. Void them one by one if they should not be.`,
          ],
  };
}

function totalsOf(found: { billed: BilledContract; amounts: Money[] }[]): BillingPreview['totals'] {
  const totals = new Map<string, { count: number; amount: Money }>();
  for (const { billed, amounts } of found) {
    const { currency } = billed.contract;
    const known = totals.get(currency) ?? { count: 0, amount: new Decimal(0) };
    totals.set(currency, { count: known.count + amounts.length, amount: known.amount.add(sum(amounts)) });
  }
  return [...totals].map(([currency, { count, amount }]) => ({
    currency,
    count,
    amount: formatMoney(amount, currency),
  }));
}
