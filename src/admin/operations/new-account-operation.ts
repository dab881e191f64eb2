import { newAccount } from '../../services/accounts/new-account.js';
import type { Context } from '../../services/core/context.js';
import { formatMoney } from '../../services/core/money.js';
import { listActivePlans } from '../../services/plans/list-plans.js';
import { type Preview, plainOperation } from '../operation-action.js';
import { textOf } from '../wire-body.js';
import { whereTheLinkIs } from './where-the-link-is.js';

/** For a tenant who asked by telephone: the same signup, and a mailed link to set the password. */
export const newAccountOperation = plainOperation({
  name: 'newAccount',
  label: 'New account',
  tone: 'primary',
  preview: ({ ctx }) => previewSignup(ctx),
  async act({ ctx }, body) {
    const opened = await newAccount(ctx, {
      email: textOf(body, 'email'),
      fullName: textOf(body, 'full_name'),
      accountName: textOf(body, 'account_name'),
      planSlug: textOf(body, 'plan_slug'),
      billing: {
        email: textOf(body, 'billing_email'),
        addressLine1: textOf(body, 'billing_address_line1'),
        city: textOf(body, 'billing_city'),
        postalCode: textOf(body, 'billing_postal_code'),
        country: textOf(body, 'billing_country'),
        taxId: textOf(body, 'tax_id'),
      },
    });
    return {
      message: `The account is open. ${whereTheLinkIs(ctx)}`,
      href: `/admin/resources/Account/records/${opened.accountId}/show`,
      data: {
        State: opened.accountStatus.replace('_', ' '),
        Plan: opened.plan,
        Credits: opened.credits,
        Invoice: opened.invoice?.number ?? 'none',
      },
    };
  },
});

async function previewSignup(ctx: Context): Promise<Preview> {
  const plans = await listActivePlans(ctx);
  const options = plans.map((plan) => ({
    value: plan.slug,
    label: `${plan.name} · ${formatMoney(plan.price, plan.currency)} ${plan.billingCycle}`,
  }));
  return {
    title: 'New account',
    says: [
      'The same as a signup by the tenant, by the rules of the plan. The person gets a mail with a link to choose a password.',
    ],
    fields: [
      { name: 'full_name', label: 'Name of the person', type: 'text', required: true, maxLength: 255 },
      { name: 'email', label: 'E-mail', type: 'email', required: true, maxLength: 254 },
      {
        name: 'account_name',
        label: 'Company',
        type: 'text',
        maxLength: 255,
        help: 'Without it the account is named after the person.',
      },
      {
        name: 'plan_slug',
        label: 'Plan',
        type: 'select',
        required: true,
        options,
        ...(options[0] === undefined ? {} : { value: options[0].value }),
      },
      {
        name: 'billing_country',
        label: 'Country',
        type: 'text',
        maxLength: 2,
        help: 'Two letters, like PK; payment methods follow it.',
      },
      { name: 'billing_email', label: 'E-mail for bills', type: 'email', maxLength: 254 },
      { name: 'billing_address_line1', label: 'Address', type: 'text', maxLength: 255 },
      { name: 'billing_city', label: 'City', type: 'text', maxLength: 100 },
      { name: 'billing_postal_code', label: 'Postal code', type: 'text', maxLength: 20 },
      { name: 'tax_id', label: 'Tax id', type: 'text', maxLength: 100 },
    ],
    confirm: 'Open the account',
  };
}
