import { AccountStatus, UserRole } from '@prisma/client';
import { z } from 'zod';
import { reason } from '../services/core/fields.js';
import { adjustCredits } from '../services/credits/adjust-credits.js';
import { getBillingStats } from '../services/payments/get-billing-stats.js';
import { getUserForStaff, listUsersForStaff, type StaffUserView } from '../services/users/list-users-for-staff.js';
import { bodyInteger, currencyCode, moment, money, pageQuery, pathId } from './fields.js';
import { type ApiRoute, listRoute, route } from './route.js';

const tag = 'Staff';

const user = z
  .object({
    id: z.int(),
    email: z.string(),
    full_name: z.string(),
    role: z.enum(UserRole),
    is_active: z.boolean(),
    email_verified: z.boolean(),
    account_id: z.int(),
    account_name: z.string(),
    account_status: z.enum(AccountStatus),
    credits: z.int().meta({ description: 'The balance of the account.' }),
    last_login_at: moment.nullable(),
    created_at: moment,
  })
  .meta({ id: 'StaffUserView' });

const listUsers = listRoute({
  method: 'get',
  path: '/admin/users',
  name: 'listUsers',
  tag,
  summary: 'People of all accounts with the credits they share, newest first',
  caller: 'staff',
  limit: 'other',
  query: pageQuery.extend({
    account_id: z.coerce
      .number('Please give the id of an account.')
      .pipe(z.int('Please give the id of an account.').positive('Please give the id of an account.').max(2_147_483_647))
      .optional()
      .meta({ description: 'Of this account only.', override: { type: 'integer', minimum: 1 } }),
  }),
  row: user,
  async run({ ctx, query: { account_id: accountId, ...query } }) {
    const page = await listUsersForStaff(ctx, { ...query, accountId });
    return { ...page, rows: page.rows.map(onTheWire) };
  },
  examples: {
    query: { limit: 50 },
    answer: {
      success: true,
      data: [
        {
          id: 3,
          email: 'test@example.com',
          full_name: 'Test User',
          role: 'owner',
          is_active: true,
          email_verified: true,
          account_id: 2,
          account_name: 'Test GmbH',
          account_status: 'active',
          credits: 5000,
          last_login_at: '2025-12-09T08:00:00.000Z',
          created_at: '2025-12-08T10:30:00.000Z',
        },
      ],
      next_cursor: null,
    },
  },
});

const ADJUSTED = 'Credits adjusted.';

const adjustUserCredits = route({
  method: 'post',
  path: '/admin/users/{id}/adjust-credits',
  name: 'adjustCredits',
  tag,
  summary: "Add or take credits of a user's account",
  description:
    'Positive adds, negative takes; the balance never goes below zero (422 balance_too_low). Needs the permission credits.adjust.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 422],
  params: z.object({ id: pathId }),
  body: z.object({
    amount: bodyInteger('Please enter whole credits, like 100 or -60.').meta({ example: -60 }),
    reason: reason.meta({ description: 'Stands in the ledger, where the tenant reads it.' }),
  }),
  data: z.object({ user_id: z.int(), account_id: z.int(), amount: z.int(), credits: z.int() }),
  message: () => ADJUSTED,
  async run({ ctx, params, body }) {
    const { id, accountId } = await getUserForStaff(ctx, params.id);
    const { balance } = await adjustCredits(ctx, { accountId, amount: body.amount, reason: body.reason });
    return { user_id: id, account_id: accountId, amount: body.amount, credits: balance };
  },
  examples: {
    params: { id: 3 },
    body: { amount: 250, reason: 'Goodwill for the outage of 3 December' },
    answer: { success: true, message: ADJUSTED, data: { user_id: 3, account_id: 2, amount: 250, credits: 5250 } },
  },
});

const sums = z
  .array(z.object({ currency: currencyCode, count: z.int(), amount: money }))
  .meta({ description: 'One entry per currency.' });

const billingStats = route({
  method: 'get',
  path: '/admin/billing/stats',
  name: 'getBillingStats',
  tag,
  summary: 'Totals and usage of the whole installation',
  caller: 'staff',
  limit: 'other',
  data: z.object({
    accounts: z.array(z.object({ status: z.enum(AccountStatus), count: z.int() })),
    payments_in_review: sums,
    invoices_unpaid: sums,
    invoices_overdue: sums,
    received_this_month: sums,
    month_start: moment.meta({ description: 'The calendar month in UTC that "this month" means.' }),
    credits_held: z.int().meta({ description: 'The balances of all accounts together.' }),
    credits_granted_this_month: z.int(),
    credits_used_this_month: z.int(),
  }),
  async run({ ctx }) {
    const stats = await getBillingStats(ctx);
    return {
      accounts: stats.accounts,
      payments_in_review: stats.inReview,
      invoices_unpaid: stats.unpaid,
      invoices_overdue: stats.overdue,
      received_this_month: stats.received,
      month_start: stats.month,
      credits_held: stats.credits.held,
      credits_granted_this_month: stats.credits.granted,
      credits_used_this_month: stats.credits.used,
    };
  },
  examples: {
    answer: {
      success: true,
      data: {
        accounts: [{ status: 'active', count: 1 }],
        payments_in_review: [{ currency: 'USD', count: 1, amount: '29.00' }],
        invoices_unpaid: [{ currency: 'USD', count: 1, amount: '29.00' }],
        invoices_overdue: [],
        received_this_month: [],
        month_start: '2025-12-01T00:00:00.000Z',
        credits_held: 5000,
        credits_granted_this_month: 5000,
        credits_used_this_month: 0,
      },
    },
  },
});

function onTheWire(view: StaffUserView): z.input<typeof user> {
  return {
    id: view.id,
    email: view.email,
    full_name: view.fullName,
    role: view.role,
    is_active: view.isActive,
    email_verified: view.isEmailVerified,
    account_id: view.accountId,
    account_name: view.accountName,
    account_status: view.accountStatus,
    credits: view.credits,
    last_login_at: view.lastLoginAt,
    created_at: view.createdAt,
  };
}

export const staffUserRoutes: ApiRoute[] = [listUsers, adjustUserCredits, billingStats];
