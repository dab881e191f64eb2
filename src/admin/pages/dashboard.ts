import { Prisma, type PrismaClient } from '@prisma/client';
import { formatMoney } from '../../services/core/money.js';
import { currentRequest } from '../request-context.js';
import type { Waiting } from './waiting.js';
import { waitingContracts } from './waiting-contracts.js';

export interface DashboardView {
  waiting: Waiting[];
  today: { title: string; count: number; totals: string[] }[];
  recent: { id: number; action: string; actor: string; account: string | null; at: Date }[];
  /** Empty once everything is done. */
  firstSteps: { title: string; why: string; href: string | null; done: boolean }[];
}

const RECENT = 8;
const DAY_MS = 86_400_000;

/** What waits (how many, how long, how much), what happened since the viewer's midnight, and the first steps still open. */
export async function showDashboard(request: { query?: Record<string, unknown> }): Promise<DashboardView> {
  const { ctx } = currentRequest();
  const { prisma } = ctx.installation;
  const now = ctx.clock.now();
  const since = midnightOf(request.query?.since, now);
  const [waiting, contracts, today, recent, firstSteps] = await Promise.all([
    whatWaits(prisma, now),
    waitingContracts(prisma, now),
    whatHappened(prisma, since),
    lately(prisma),
    firstStepsOf(prisma, ctx.installation.mailConfigured),
  ]);
  return {
    waiting: [...waiting, ...contracts],
    today,
    recent,
    firstSteps: firstSteps.every(({ done }) => done) ? [] : firstSteps,
  };
}

/** The viewer's own midnight; anything that is not within the last two days is ignored. */
function midnightOf(given: unknown, now: Date): Date {
  const date = typeof given === 'string' ? new Date(given) : null;
  const age = date === null ? Number.NaN : now.getTime() - date.getTime();
  return date !== null && age >= 0 && age < 2 * DAY_MS ? date : new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
}

async function whatWaits(prisma: PrismaClient, now: Date): Promise<Waiting[]> {
  const [payments, oldestPayment, accounts, overdue, mails] = await Promise.all([
    paymentSums(prisma, { status: 'pending_approval' }),
    prisma.payment.aggregate({ where: { status: 'pending_approval' }, _min: { createdAt: true } }),
    prisma.account.aggregate({ where: { status: 'pending' }, _count: true, _min: { createdAt: true } }),
    overdueInvoices(prisma, now),
    prisma.mail.aggregate({ where: { status: 'dead' }, _count: true, _min: { createdAt: true } }),
  ]);
  return [
    {
      title: 'Payments to review',
      ...payments,
      oldest: oldestPayment._min.createdAt,
      resource: 'Payment',
      filters: { 'filters.status': 'pending_approval', sortBy: 'createdAt', direction: 'asc' },
      urgent: false,
    },
    {
      title: 'Accounts to approve',
      count: accounts._count,
      totals: [],
      oldest: accounts._min.createdAt,
      resource: 'Account',
      filters: { 'filters.status': 'pending' },
      urgent: false,
    },
    overdue,
    {
      title: 'Mail that failed',
      count: mails._count,
      totals: [],
      oldest: mails._min.createdAt,
      resource: 'Mail',
      filters: { 'filters.status': 'dead' },
      urgent: true,
    },
  ];
}

async function overdueInvoices(prisma: PrismaClient, now: Date): Promise<Waiting> {
  const where = { status: 'pending', dueAt: { lt: now } } as const;
  const [groups, oldest] = await Promise.all([
    prisma.invoice.groupBy({
      by: ['currency'],
      where,
      _count: true,
      _sum: { total: true },
      orderBy: { currency: 'asc' },
    }),
    prisma.invoice.aggregate({ where, _min: { dueAt: true } }),
  ]);
  const filters = {
    'filters.status': 'pending',
    'filters.dueAt~~to': now.toISOString(),
    sortBy: 'dueAt',
    direction: 'asc',
  };
  const found = sums(groups.map(({ currency, _count, _sum }) => ({ currency, count: _count, sum: _sum.total })));
  return { title: 'Invoices overdue', ...found, oldest: oldest._min.dueAt, resource: 'Invoice', filters, urgent: true };
}

async function paymentSums(prisma: PrismaClient, where: Prisma.PaymentWhereInput): Promise<Sums> {
  const groups = await prisma.payment.groupBy({
    by: ['currency'],
    where,
    _count: true,
    _sum: { amount: true },
    orderBy: { currency: 'asc' },
  });
  return sums(groups.map(({ currency, _count, _sum }) => ({ currency, count: _count, sum: _sum.amount })));
}

interface Sums {
  count: number;
  totals: string[];
}

function sums(groups: { currency: string; count: number; sum: Prisma.Decimal | null }[]): Sums {
  return {
    count: groups.reduce((total, { count }) => total + count, 0),
    totals: groups.map(({ currency, sum }) => formatMoney(sum ?? new Prisma.Decimal(0), currency)),
  };
}

async function whatHappened(prisma: PrismaClient, since: Date): Promise<DashboardView['today']> {
  const decided = { gte: since };
  const [approved, rejected, accounts, credits, mails] = await Promise.all([
    paymentSums(prisma, { status: 'succeeded', processedAt: decided }),
    prisma.payment.count({ where: { status: 'failed', failedAt: decided } }),
    prisma.account.count({ where: { createdAt: decided } }),
    prisma.creditTransaction.aggregate({ where: { createdAt: decided, amount: { gt: 0 } }, _sum: { amount: true } }),
    prisma.mail.count({ where: { sentAt: decided } }),
  ]);
  return [
    { title: 'Payments approved', ...approved },
    { title: 'Payments rejected or withdrawn', count: rejected, totals: [] },
    { title: 'New accounts', count: accounts, totals: [] },
    { title: 'Credits granted', count: credits._sum.amount ?? 0, totals: [] },
    { title: 'Mails sent', count: mails, totals: [] },
  ];
}

async function lately(prisma: PrismaClient): Promise<DashboardView['recent']> {
  const entries = await prisma.auditEntry.findMany({
    where: { NOT: { action: { endsWith: '.log_in' } } },
    orderBy: { id: 'desc' },
    take: RECENT,
    include: { account: { select: { name: true } } },
  });
  return entries.map(({ id, action, actorLabel, actorType, account, createdAt }) => ({
    id,
    action,
    actor: actorLabel || actorType,
    account: account?.name ?? null,
    at: createdAt,
  }));
}

async function firstStepsOf(prisma: PrismaClient, mailConfigured: boolean): Promise<DashboardView['firstSteps']> {
  const [seller, examples, colleagues] = await Promise.all([
    prisma.seller.findUnique({ where: { id: 1 }, select: { isExample: true } }),
    prisma.paymentMethodConfig.count({ where: { isExample: true, isEnabled: true } }),
    prisma.staffUser.count({ where: { isActive: true } }),
  ]);
  return [
    {
      title: 'Say who issues the invoices',
      why: 'Name, address and tax id of the seller are example values.',
      href: '/admin/resources/Seller',
      done: seller?.isExample === false,
    },
    {
      title: 'Enter your bank details',
      why: `${examples} payment methods still show example data; tenants read “do not pay”.`,
      href: '/admin/resources/PaymentMethodConfig?filters.isExample=true',
      done: examples === 0,
    },
    {
      title: 'Connect your mail',
      why: 'Without SMTP_URL mail stays in the outbox, readable under Mail.',
      href: mailConfigured ? null : '/admin/resources/Mail',
      done: mailConfigured,
    },
    {
      title: 'Invite your colleagues',
      why: 'You are the only one here.',
      href: '/admin/resources/StaffUser',
      done: colleagues > 1,
    },
  ];
}
