import type { Derived } from '../derived-columns.js';
import { currentRequest } from '../request-context.js';

/** Whose period it is, which invoice it became last, and whether that is overdue: derived, never stored. */
export const periodFacts: Derived = {
  columns: {
    account: { label: 'Account', kind: 'reference', leadsTo: 'Account', required: true },
    waitsFor: {
      label: 'Waits for',
      kind: 'badge',
      required: false,
      options: [
        { value: 'release', label: 'Release', tone: 'warning' },
        { value: 'payment', label: 'Payment', tone: 'info' },
        { value: 'overdue', label: 'Overdue payment', tone: 'danger' },
      ],
    },
    invoice: { label: 'Invoice', kind: 'reference', leadsTo: 'Invoice', required: false },
  },
  async of(ids) {
    const { ctx } = currentRequest();
    const periods = await ctx.installation.prisma.billingPeriod.findMany({
      where: { id: { in: ids } },
      select: {
        id: true,
        status: true,
        needsRelease: true,
        contract: { select: { account: { select: { id: true, name: true } } } },
        invoices: {
          orderBy: { id: 'desc' },
          take: 1,
          select: { id: true, number: true, status: true, dueAt: true },
        },
      },
    });
    const now = ctx.clock.now();
    return new Map(
      periods.map(({ id, contract: { account }, invoices: [invoice], ...period }) => [
        id,
        {
          account: { id: account.id, title: account.name },
          waitsFor: waitsFor(period, invoice, now),
          invoice: invoice === undefined ? null : { id: invoice.id, title: invoice.number ?? `Invoice ${invoice.id}` },
        },
      ]),
    );
  },
};

function waitsFor(
  { status, needsRelease }: { status: string; needsRelease: boolean },
  invoice: { status: string; dueAt: Date | null } | undefined,
  now: Date,
): string | null {
  if (status === 'pending') return needsRelease ? 'release' : null;
  if (status !== 'invoiced' || invoice?.status !== 'pending') return null;
  return invoice.dueAt !== null && invoice.dueAt < now ? 'overdue' : 'payment';
}
