import type { Derived } from '../derived-columns.js';
import { currentRequest } from '../request-context.js';

/** Whose period it is, which invoice it became last, and whether that is overdue: derived, never stored. */
export const periodFacts: Derived = {
  columns: {
    account: { label: 'Account', kind: 'reference', leadsTo: 'Account', required: true },
    isOverdue: { label: 'Overdue', kind: 'boolean', required: false },
    invoice: { label: 'Invoice', kind: 'reference', leadsTo: 'Invoice', required: false },
  },
  async of(ids) {
    const { ctx } = currentRequest();
    const periods = await ctx.installation.prisma.billingPeriod.findMany({
      where: { id: { in: ids } },
      select: {
        id: true,
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
      periods.map(({ id, contract: { account }, invoices: [invoice] }) => [
        id,
        {
          account: { id: account.id, title: account.name },
          isOverdue: invoice?.status === 'pending' && invoice.dueAt !== null && invoice.dueAt < now,
          invoice: invoice === undefined ? null : { id: invoice.id, title: invoice.number ?? `Invoice ${invoice.id}` },
        },
      ]),
    );
  },
};
