import { Prisma, type PrismaClient } from '@prisma/client';
import { dateText } from '../../services/core/calendar.js';
import { formatMoney } from '../../services/core/money.js';
import type { Waiting } from './waiting.js';

/** As many as an address of a list can name. */
const NAMED = 100;

/** What contracts wait for from staff: a countersignature, billing, the release of an invoice. */
export async function waitingContracts(prisma: PrismaClient, now: Date): Promise<Waiting[]> {
  return Promise.all([toCountersign(prisma), signedNotBilled(prisma), toRelease(prisma, now)]);
}

/** Sent, signed by everybody of the account, and not yet by us. */
async function toCountersign(prisma: PrismaClient): Promise<Waiting> {
  const where: Prisma.ContractVersionWhereInput = {
    status: 'sent',
    signers: { none: { party: 'account', signature: null }, some: { party: 'seller', signature: null } },
  };
  const [count, versions] = await Promise.all([
    prisma.contractVersion.count({ where }),
    prisma.contractVersion.findMany({
      where,
      orderBy: { sentAt: 'asc' },
      take: NAMED,
      select: { contractId: true, sentAt: true },
    }),
  ]);
  return {
    title: 'Contracts to countersign',
    count,
    totals: [],
    oldest: versions[0]?.sentAt ?? null,
    resource: 'Contract',
    filters: { 'filters.id': versions.map(({ contractId }) => contractId).join(',') || '0' },
    urgent: false,
  };
}

async function signedNotBilled(prisma: PrismaClient): Promise<Waiting> {
  const where = { status: 'signed', billingEnabled: false } as const;
  const [count, oldest] = await Promise.all([
    prisma.contract.count({ where }),
    prisma.contractVersion.aggregate({ where: { status: 'signed', contract: where }, _min: { signedAt: true } }),
  ]);
  return {
    title: 'Signed, not billed yet',
    count,
    totals: [],
    oldest: oldest._min.signedAt,
    resource: 'Contract',
    filters: { 'filters.status': 'signed', 'filters.billingEnabled': 'false' },
    urgent: false,
  };
}

async function toRelease(prisma: PrismaClient, now: Date): Promise<Waiting> {
  const today = dateText(now);
  const where = { status: 'pending', needsRelease: true, periodStart: { lte: new Date(today) } } as const;
  const [groups, oldest] = await Promise.all([
    prisma.billingPeriod.groupBy({
      by: ['currency'],
      where,
      _count: true,
      _sum: { totalAmount: true },
      orderBy: { currency: 'asc' },
    }),
    prisma.billingPeriod.aggregate({ where, _min: { periodStart: true } }),
  ]);
  return {
    title: 'Billing periods to release',
    count: groups.reduce((total, { _count }) => total + _count, 0),
    totals: groups.map(({ currency, _sum }) => formatMoney(_sum.totalAmount ?? new Prisma.Decimal(0), currency)),
    oldest: oldest._min.periodStart,
    resource: 'BillingPeriod',
    filters: {
      'filters.status': 'pending',
      'filters.needsRelease': 'true',
      'filters.periodStart~~to': today,
    },
    urgent: false,
  };
}
