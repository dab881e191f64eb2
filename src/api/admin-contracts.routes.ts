import { BillingFrequency, ContractStatus, LineItemType } from '@prisma/client';
import { z } from 'zod';
import { enableBilling } from '../services/billing-periods/enable-billing.js';
import { addLineItem } from '../services/contracts/add-line-item.js';
import { getContractForStaff } from '../services/contracts/get-contract.js';
import { amount, line } from '../services/core/fields.js';
import { insistOn } from '../services/core/outcome.js';
import { bodyDay, bodyFlag, bodyInteger, day, money, pathId } from './fields.js';
import { type ApiRoute, route } from './route.js';

const tag = 'Staff';
const params = z.object({ id: pathId });
const months = bodyInteger('Please give whole months.');

const enableContractBilling = route({
  method: 'post',
  path: '/admin/contracts/{id}/enable-billing',
  name: 'enableContractBilling',
  tag,
  summary: 'Enable billing of a signed contract',
  description:
    'Makes its billing periods: from the given day, or from the first day that is not invoiced yet. Needs the permission contracts.bill. Enabled twice it is 409 already_enabled, and every period stands once.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 409],
  params,
  body: z.object({
    start_date: bodyDay.optional().meta({ description: "The contract's first day when left out." }),
    end_date: bodyDay.optional().meta({ description: "At most, and by default, the contract's last day." }),
    frequency: z.enum(BillingFrequency, 'Please choose how often invoices are issued.'),
    interval_months: months
      .optional()
      .meta({ description: 'For a custom frequency; by default the longest span of a line item.' }),
    auto_renew: bodyFlag.default(false),
    manual_release: bodyFlag.default(false).meta({ description: 'Staff release each invoice.' }),
  }),
  data: z.object({
    contract_id: z.int(),
    number: z.string(),
    status: z.enum(ContractStatus),
    billing_enabled: z.boolean(),
    auto_renew: z.boolean(),
    end_date: day.nullable(),
    next_invoice: z.object({ date: day, amount: money }).nullable(),
  }),
  async run({ ctx, params, body }) {
    const outcomes = await enableBilling(ctx, {
      contractIds: [params.id],
      startDate: body.start_date,
      endDate: body.end_date,
      frequency: body.frequency,
      intervalMonths: body.interval_months,
      autoRenew: body.auto_renew,
      manualRelease: body.manual_release,
    });
    insistOn(outcomes);
    const found = await getContractForStaff(ctx, params.id);
    return {
      contract_id: found.id,
      number: found.number,
      status: found.status,
      billing_enabled: found.billingEnabled,
      auto_renew: found.autoRenew,
      end_date: found.endDate,
      next_invoice: found.nextInvoice,
    };
  },
  examples: {
    params: { id: 12 },
    body: { start_date: '2026-01-01', frequency: 'monthly', auto_renew: false, manual_release: false },
    answer: {
      success: true,
      data: {
        contract_id: 12,
        number: 'CTR-2-0001',
        status: 'active',
        billing_enabled: true,
        auto_renew: false,
        end_date: '2026-03-31',
        next_invoice: { date: '2026-01-01', amount: '1500.00' },
      },
    },
  },
});

const addContractLineItem = route({
  method: 'post',
  path: '/admin/contracts/{id}/line-items',
  name: 'addContractLineItem',
  tag,
  summary: 'Add a line item to a contract',
  description:
    'Into the open draft, or into a further version that is to be sent and signed before it is billed. Needs the permission contracts.write. The two kinds of training have a price list: 5,000 and 2,500 over three months, unless you say otherwise.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  status: 201,
  refuses: [404, 409, 422],
  params,
  body: z.object({
    item_type: z.enum(LineItemType, 'Please choose what is sold.'),
    description: line(500).optional().meta({ description: 'Needed for a custom item.' }),
    amount: amount.in
      .optional()
      .meta({ description: 'Of the whole span; needed for a custom item.', example: '5000.00' }),
    billing_period_months: months.optional().meta({ description: 'Over how many months it is invoiced, 1 to 12.' }),
    start_date: bodyDay.optional(),
    end_date: bodyDay.optional().meta({ description: 'Of a recurring item.' }),
    is_recurring: bodyFlag.default(false),
    effective_from: bodyDay.optional().meta({ description: 'Of the further version of a signed contract.' }),
  }),
  data: z.object({
    contract_id: z.int(),
    version_id: z.int(),
    needs_signature: z.boolean().meta({ description: 'It counts once a further version is sent and signed.' }),
  }),
  async run({ ctx, params, body }) {
    const { versionId, needsSignature } = await addLineItem(ctx, {
      contractId: params.id,
      effectiveFrom: body.effective_from,
      item: {
        itemType: body.item_type,
        description: body.description,
        amount: body.amount,
        billingPeriodMonths: body.billing_period_months,
        startDate: body.start_date,
        endDate: body.end_date,
        isRecurring: body.is_recurring,
      },
    });
    return { contract_id: params.id, version_id: versionId, needs_signature: needsSignature };
  },
  examples: {
    params: { id: 12 },
    body: { item_type: 'custom', description: 'Two days on site', amount: '800.00', billing_period_months: 1 },
    answer: { success: true, data: { contract_id: 12, version_id: 31, needs_signature: true } },
  },
});

export const adminContractRoutes: ApiRoute[] = [enableContractBilling, addContractLineItem];
