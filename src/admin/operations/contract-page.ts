import { type BillingPeriod, type ContractLineItem, Prisma } from '@prisma/client';
import { pausesOf } from '../../services/billing-periods/item-months.js';
import type { ContractDetail } from '../../services/contracts/contract-view.js';
import { getContractForStaff } from '../../services/contracts/get-contract.js';
import { dateText } from '../../services/core/calendar.js';
import type { Context } from '../../services/core/context.js';
import { moneyString } from '../../services/core/money.js';
import { holds } from '../policy.js';
import { currentRequest } from '../request-context.js';
import { anyOf } from '../table-sql.js';
import { findDraft } from './contract-editor.js';
import { previewStored } from './draft-preview.js';
import { itemActions } from './line-item-operations.js';

const PERIODS_SHOWN = 24;

/** What stands on a contract's page beside its own columns, field by field. */
export async function contractPage(id: number) {
  const { ctx, staff } = currentRequest();
  const [detail, items, periods, periodCount] = await Promise.all([
    getContractForStaff(ctx, id),
    itemsInForce(ctx, id),
    periodsOf(ctx, id),
    ctx.installation.prisma.billingPeriod.count({ where: { contractId: id } }),
  ]);
  const draft = holds(staff.role, 'contracts.write') ? await draftAsSent(ctx, id) : null;
  return {
    contract: {
      versions: detail.versions,
      draft,
      items,
      periods,
      periodCount,
      nextInvoice: detail.nextInvoice,
    },
    offered: offeredFor(detail),
  };
}

export type ContractPage = Awaited<ReturnType<typeof contractPage>>['contract'];

/** The newest version decides what can be done next, where the contract's own state says too little. */
function offeredFor({ versions: [newest] }: ContractDetail): { hidden: string[] } {
  const byVersion: Record<string, string[]> = {
    draft: ['editDraft', 'sendContract'],
    sent: ['reviseContract', 'remindSigner'],
  };
  const mine = newest?.status === 'sent' && newest.signers.some(({ isMe, turn }) => isMe && turn);
  const shown = [
    ...(byVersion[newest?.status ?? ''] ?? ['reviseContract']),
    ...(mine ? ['countersign', 'declineAsSeller'] : []),
  ];
  const depending = ['editDraft', 'sendContract', 'reviseContract', 'remindSigner', 'countersign', 'declineAsSeller'];
  return { hidden: depending.filter((name) => !shown.includes(name)) };
}

async function draftAsSent(ctx: Context, contractId: number) {
  const draft = await findDraft(ctx, contractId);
  if (draft === null) return null;
  const { content, problems, missingFields } = await previewStored(ctx, draft);
  return { content, missingFields, problems: problems.map(({ message }) => message) };
}

/** The items of the version in force or, before one is, of the newest. */
async function itemsInForce({ installation: { prisma } }: Context, contractId: number) {
  const versions = await prisma.contractVersion.findMany({
    where: { contractId },
    orderBy: { number: 'desc' },
    include: { items: { orderBy: { position: 'asc' } } },
  });
  const inForce = versions.find(({ status }) => status === 'signed');
  return (inForce?.items ?? []).map(itemView);
}

function itemView(item: ContractLineItem) {
  return {
    id: item.id,
    description: item.description,
    type: item.itemType,
    amount: moneyString(item.amount, item.currency),
    months: item.billingPeriodMonths,
    startDate: dateText(item.startDate),
    endDate: item.endDate === null ? null : dateText(item.endDate),
    recurring: item.isRecurring,
    status: item.status,
    pauses: pausesOf(item),
    completedFrom: item.completedFrom === null ? null : dateText(item.completedFrom),
    actions: itemActions(item.status),
  };
}

async function periodsOf(ctx: Context, contractId: number) {
  const now = ctx.clock.now();
  const periods = await ctx.installation.prisma.billingPeriod.findMany({
    where: { contractId },
    orderBy: [{ periodStart: 'asc' }, { id: 'asc' }],
    take: PERIODS_SHOWN,
    include: {
      invoices: {
        orderBy: { id: 'desc' },
        take: 1,
        select: { id: true, number: true, status: true, dueAt: true },
      },
    },
  });
  return periods.map((period) => periodView(period, period.invoices[0], now));
}

function periodView(
  period: BillingPeriod,
  invoice: { id: number; number: string | null; status: string; dueAt: Date | null } | undefined,
  now: Date,
) {
  return {
    id: period.id,
    start: dateText(period.periodStart),
    end: dateText(period.periodEnd),
    amount: moneyString(period.totalAmount, period.currency),
    status: period.status,
    needsRelease: period.status === 'pending' && period.needsRelease,
    isOverdue: invoice?.status === 'pending' && invoice.dueAt !== null && invoice.dueAt < now,
    invoice: invoice === undefined ? null : { id: invoice.id, number: invoice.number ?? `Invoice ${invoice.id}` },
  };
}

/** Everything on record of a contract: its own entries, and those of its versions, items and periods. */
export async function auditsOfContract(id: number): Promise<Prisma.Sql> {
  const { prisma } = currentRequest().ctx.installation;
  const [versions, items, periods] = await Promise.all([
    prisma.contractVersion.findMany({ where: { contractId: id }, select: { id: true } }),
    prisma.contractLineItem.findMany({ where: { contractId: id }, select: { id: true } }),
    prisma.billingPeriod.findMany({ where: { contractId: id }, select: { id: true } }),
  ]);
  const of = (entityType: string, rows: { id: number }[]) =>
    Prisma.sql`t.entity_type = ${entityType} AND t.entity_id = ANY (${rows.map((row) => row.id)}::int[])`;
  return anyOf([
    of('Contract', [{ id }]),
    of('ContractVersion', versions),
    of('ContractLineItem', items),
    of('BillingPeriod', periods),
  ]);
}
