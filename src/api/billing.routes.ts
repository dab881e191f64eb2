import { BillingPeriodStatus } from '@prisma/client';
import { z } from 'zod';
import { type BillingOverview, getOwnBilling } from '../services/billing-periods/get-billing-overview.js';
import { currencyCode, day, money } from './fields.js';
import { type ApiRoute, route } from './route.js';

const openAmounts = z.array(
  z.object({ currency: currencyCode, amount: money, count: z.int().meta({ description: 'Of invoices.' }) }),
);

const period = z.object({
  id: z.int(),
  contract_id: z.int(),
  contract_number: z.string(),
  contract_title: z.string(),
  period_start: day,
  period_end: day.meta({ description: 'The last day.' }),
  status: z.enum(BillingPeriodStatus),
  is_overdue: z.boolean(),
  total_amount: money,
  currency: currencyCode,
  invoice_id: z.int().nullable(),
  invoice_number: z.string().nullable(),
});

const overview = z
  .object({
    outstanding: openAmounts.meta({ description: 'What is to be paid, a row for each currency.' }),
    overdue: openAmounts.meta({ description: 'What of it is past its due date.' }),
    next_invoice: z
      .object({
        date: day,
        amount: money,
        currency: currencyCode,
        contract_id: z.int(),
        contract_number: z.string(),
      })
      .nullable(),
    periods: z.array(period).meta({ description: 'Of all contracts, in order of time, the latest 200.' }),
    credits: z.int(),
  })
  .meta({ id: 'BillingOverview' });

const getBilling = route({
  method: 'get',
  path: '/customer/billing',
  name: 'getBilling',
  tag: 'Contracts',
  summary: 'What is owed, what comes next, and the billing periods of all contracts',
  caller: 'user',
  limit: 'other',
  data: overview,
  run: async ({ ctx }) => onTheWire(await getOwnBilling(ctx)),
  examples: {
    answer: {
      success: true,
      data: {
        outstanding: [{ currency: 'USD', amount: '1500.00', count: 1 }],
        overdue: [],
        next_invoice: {
          date: '2026-02-01',
          amount: '1500.00',
          currency: 'USD',
          contract_id: 12,
          contract_number: 'CTR-2-0001',
        },
        periods: [
          {
            id: 77,
            contract_id: 12,
            contract_number: 'CTR-2-0001',
            contract_title: 'Training of two developers',
            period_start: '2026-01-01',
            period_end: '2026-01-31',
            status: 'invoiced',
            is_overdue: false,
            total_amount: '1500.00',
            currency: 'USD',
            invoice_id: 124,
            invoice_number: 'INV-2-202601-0001',
          },
        ],
        credits: 0,
      },
    },
  },
});

function onTheWire({ outstanding, overdue, nextInvoice, periods, creditBalance }: BillingOverview) {
  return {
    outstanding,
    overdue,
    next_invoice:
      nextInvoice === null
        ? null
        : {
            date: nextInvoice.date,
            amount: nextInvoice.amount,
            currency: nextInvoice.currency,
            contract_id: nextInvoice.contractId,
            contract_number: nextInvoice.contractNumber,
          },
    periods: periods.map((row) => ({
      id: row.id,
      contract_id: row.contractId,
      contract_number: row.contractNumber,
      contract_title: row.contractTitle,
      period_start: row.periodStart,
      period_end: row.periodEnd,
      status: row.status,
      is_overdue: row.isOverdue,
      total_amount: row.totalAmount,
      currency: row.currency,
      invoice_id: row.invoiceId,
      invoice_number: row.invoiceNumber,
    })),
    credits: creditBalance,
  };
}

export const billingRoutes: ApiRoute[] = [getBilling];
