import { AccountStatus, SubscriptionStatus } from '@prisma/client';
import { z } from 'zod';
import { approveAccounts } from '../services/accounts/approve-accounts.js';
import {
  getAccountForStaff,
  listAccountsForStaff,
  type StaffAccountView,
} from '../services/accounts/list-accounts-for-staff.js';
import { rejectAccounts } from '../services/accounts/reject-accounts.js';
import type { Context } from '../services/core/context.js';
import { note, reason } from '../services/core/fields.js';
import { insistOn } from '../services/core/outcome.js';
import { moment, pageQuery, pathId } from './fields.js';
import { type ApiRoute, listRoute, route } from './route.js';

const tag = 'Staff';
const params = z.object({ id: pathId });

const customer = z
  .object({
    id: z.int().meta({ description: "The account's id." }),
    name: z.string(),
    email: z.string(),
    status: z.enum(AccountStatus),
    plan: z.string().meta({ description: 'The slug of the plan agreed on, or asked for at signup.' }),
    subscription_status: z.enum(SubscriptionStatus).nullable(),
    credits: z.int(),
    billing_country: z.string(),
    user_id: z.int().nullable().meta({ description: 'Of the person who signed up.' }),
    user_email: z.string(),
    full_name: z.string(),
    username: z.string().nullable(),
    email_verified: z.boolean(),
    industry: z.string(),
    company_size: z.string(),
    website: z.string(),
    is_labs_customer: z.boolean(),
    users: z.int().meta({ description: 'How many people belong to it.' }),
    active_contracts: z.int(),
    created_at: moment,
  })
  .meta({ id: 'Customer' });

const EXAMPLE = {
  id: 2,
  name: 'Test GmbH',
  email: 'test@example.com',
  status: 'pending',
  plan: 'managed-trial',
  subscription_status: null,
  credits: 0,
  billing_country: 'PK',
  user_id: 3,
  user_email: 'test@example.com',
  full_name: 'Test User',
  username: null,
  email_verified: true,
  industry: '',
  company_size: '',
  website: '',
  is_labs_customer: false,
  users: 1,
  active_contracts: 0,
  created_at: '2025-12-08T10:30:00.000Z',
};

const listPendingClients = listRoute({
  method: 'get',
  path: '/admin/pending-clients',
  name: 'listPendingClients',
  tag,
  summary: 'Accounts that wait for approval, newest first',
  caller: 'staff',
  limit: 'other',
  query: pageQuery,
  row: customer,
  run: ({ ctx, query }) => customers(ctx, { ...query, status: 'pending' }),
  examples: { query: { limit: 50 }, answer: { success: true, data: [EXAMPLE], next_cursor: null } },
});

const listCustomers = listRoute({
  method: 'get',
  path: '/admin/customers',
  name: 'listCustomers',
  tag,
  summary: 'All accounts, newest first',
  caller: 'staff',
  limit: 'other',
  query: pageQuery.extend({
    status: z.enum(AccountStatus, 'Please choose one of the states of an account.').optional(),
  }),
  row: customer,
  run: ({ ctx, query }) => customers(ctx, query),
  examples: {
    query: { limit: 50, status: 'active' },
    answer: {
      success: true,
      data: [{ ...EXAMPLE, status: 'active', plan: 'starter', subscription_status: 'active', credits: 5000 }],
      next_cursor: null,
    },
  },
});

const decided = z.object({
  client_id: z.int().meta({ description: "The account's id." }),
  account_id: z.int().meta({ description: 'Another name for client_id.' }),
  account_status: z.enum(AccountStatus),
  user_id: z.int().nullable(),
  credits: z.int(),
});

const APPROVED = 'Client approved. Its users can sign in now.';
const REJECTED = 'Client rejected. The reason was sent to the applicant.';

const approveClient = route({
  method: 'post',
  path: '/admin/clients/{id}/approve',
  name: 'approveClient',
  tag,
  summary: 'Approve an account and let its users in',
  description:
    'Starts the trial, or the billing, of the plan asked for. A program is not asked twice about an address that was not verified: pending-clients says email_verified. Needs the permission accounts.review. Approved twice it is 409.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 409],
  params,
  body: z.object({ note }),
  data: decided,
  message: () => APPROVED,
  async run({ ctx, params, body }) {
    insistOn(await approveAccounts(ctx, { accountIds: [params.id], note: body.note }));
    return decision(ctx, params.id);
  },
  examples: {
    params: { id: 2 },
    body: { note: 'Known from the fair' },
    answer: {
      success: true,
      message: APPROVED,
      data: { client_id: 2, account_id: 2, account_status: 'trial', user_id: 3, credits: 1000 },
    },
  },
});

const rejectClient = route({
  method: 'post',
  path: '/admin/clients/{id}/reject',
  name: 'rejectClient',
  tag,
  summary: 'Turn an applicant away',
  description: 'The reason is sent to the applicant. Needs the permission accounts.review.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 409],
  params,
  body: z.object({ reason, note }),
  data: decided,
  message: () => REJECTED,
  async run({ ctx, params, body }) {
    insistOn(await rejectAccounts(ctx, { accountIds: [params.id], reason: body.reason, note: body.note }));
    return decision(ctx, params.id);
  },
  examples: {
    params: { id: 2 },
    body: { reason: 'We do not serve this country yet.' },
    answer: {
      success: true,
      message: REJECTED,
      data: { client_id: 2, account_id: 2, account_status: 'rejected', user_id: 3, credits: 0 },
    },
  },
});

async function customers(ctx: Context, query: Parameters<typeof listAccountsForStaff>[1]) {
  const page = await listAccountsForStaff(ctx, query);
  return { ...page, rows: page.rows.map(onTheWire) };
}

async function decision(ctx: Context, accountId: number): Promise<z.input<typeof decided>> {
  const account = await getAccountForStaff(ctx, accountId);
  return {
    client_id: account.id,
    account_id: account.id,
    account_status: account.status,
    user_id: account.owner?.id ?? null,
    credits: account.credits,
  };
}

function onTheWire(account: StaffAccountView): z.input<typeof customer> {
  const { owner, company } = account;
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    status: account.status,
    plan: account.plan,
    subscription_status: account.subscriptionStatus,
    credits: account.credits,
    billing_country: account.billingCountry,
    user_id: owner?.id ?? null,
    user_email: owner?.email ?? '',
    full_name: owner?.fullName ?? '',
    username: owner?.username ?? null,
    email_verified: owner?.isEmailVerified ?? false,
    industry: company.industry,
    company_size: company.size,
    website: company.website,
    is_labs_customer: company.isLabsCustomer,
    users: account.users,
    active_contracts: account.activeContracts,
    created_at: account.createdAt,
  };
}

export const staffClientRoutes: ApiRoute[] = [listPendingClients, approveClient, rejectClient, listCustomers];
