import { AccountStatus } from '@prisma/client';
import { z } from 'zod';
import { type SignUpResult, signUp, signUpInput } from '../services/accounts/sign-up.js';
import { inTransaction } from '../services/core/db.js';
import { billing, PAYMENT_METHODS } from '../services/core/fields.js';
import { openTokenSession } from '../services/users/tokens.js';
import { currencyCode, moment, money } from './fields.js';
import { type ApiRoute, route } from './route.js';

const {
  email,
  password,
  passwordConfirm,
  fullName,
  firstName,
  lastName,
  username,
  accountName,
  planSlug,
  paymentMethod,
} = signUpInput.shape;

const registration = z.object({
  email,
  password,
  password_confirm: passwordConfirm.meta({ description: 'Checked when sent.' }),
  confirm_password: passwordConfirm.meta({ description: 'Another name for password_confirm.' }),
  full_name: fullName.meta({ description: 'Serves instead of the two names.' }),
  first_name: firstName,
  last_name: lastName,
  username,
  account_name: accountName.meta({ description: 'Without it the account is named after the person.' }),
  client_name: accountName.meta({ description: 'Another name for account_name.' }),
  plan_slug: planSlug.meta({ description: 'Without it the free trial.' }),
  billing_email: billing.shape.email,
  billing_address_line1: billing.shape.addressLine1,
  billing_address_line2: billing.shape.addressLine2,
  billing_city: billing.shape.city,
  billing_state: billing.shape.state,
  billing_postal_code: billing.shape.postalCode,
  billing_country: billing.shape.country,
  tax_id: billing.shape.taxId,
  payment_method: z
    .union([z.literal('').transform(() => undefined), paymentMethod])
    .optional()
    .meta({
      description: 'Without it the first one offered in the billing country.',
      override: { type: 'string', enum: PAYMENT_METHODS, anyOf: undefined },
    }),
});

const data = z.object({
  user_id: z.int(),
  account_id: z.int(),
  account_status: z.enum(AccountStatus),
  credits: z.int(),
  plan: z.string().meta({ description: 'Its slug.' }),
  invoice: z
    .object({ id: z.int(), number: z.string(), total: money, currency: currencyCode, due_at: moment })
    .nullable()
    .meta({ description: 'The invoice of a paid plan.' }),
  next_step: z.enum(['use', 'await_approval', 'pay']),
  access: z.string().optional().meta({ description: 'Where the plan lets the user in at once; as in login.' }),
  refresh: z.string().optional(),
});

const MESSAGES: Record<SignUpResult['nextStep'], string> = {
  use: 'Account created. Welcome!',
  pay: 'Account created. Please pay the invoice to activate your plan.',
  await_approval: 'Account created. Awaiting admin approval.',
};

const register = route({
  method: 'post',
  path: '/auth/register',
  aliases: [{ path: '/auth/signup', besides: ({ user_id, account_id }) => ({ user_id, client_id: account_id }) }],
  name: 'register',
  tag: 'Signing up and in',
  summary: 'Open an account',
  description:
    'Creates an account and its first user. By the plan it starts with its credits, or with a pending subscription and an invoice, or waits for approval; next_step says which.',
  caller: 'anyone',
  limit: 'signUp',
  status: 201,
  body: registration,
  data,
  message: ({ next_step }) => MESSAGES[next_step],
  async run({ ctx, body }) {
    return inTransaction(ctx, async (tx) => {
      const result = await signUp(tx, inputOf(body));
      if (result.nextStep === 'await_approval') return signedUp(result);
      const user = await tx.db.user.findUniqueOrThrow({ where: { id: result.userId } });
      return { ...signedUp(result), ...(await openTokenSession(tx, user)) };
    });
  },
  examples: {
    body: {
      email: 'test@example.com',
      password: 'TestPass123!',
      password_confirm: 'TestPass123!',
      first_name: 'Test',
      last_name: 'User',
      account_name: 'Test GmbH',
      plan_slug: 'starter',
      billing_email: 'billing@example.com',
      billing_address_line1: '',
      billing_address_line2: '',
      billing_city: '',
      billing_state: '',
      billing_postal_code: '',
      billing_country: 'PK',
      tax_id: '',
      payment_method: 'bank_transfer',
    },
    answer: {
      success: true,
      message: MESSAGES.pay,
      data: {
        user_id: 2,
        account_id: 2,
        account_status: 'pending_payment',
        credits: 0,
        plan: 'starter',
        invoice: {
          id: 123,
          number: 'INV-2-202512-0001',
          total: '29.00',
          currency: 'USD',
          due_at: '2025-12-22T10:30:00.000Z',
        },
        next_step: 'pay',
        access: 'q8Z…',
        refresh: 'v1X…',
      },
    },
  },
});

function inputOf(body: z.output<typeof registration>): Parameters<typeof signUp>[1] {
  // Under either name, and under both: the one that differs is the one to look at.
  const confirmations = [body.password_confirm, body.confirm_password].filter((sent) => sent !== undefined);
  const passwordConfirm = confirmations.find((sent) => sent !== body.password) ?? confirmations[0];
  return {
    email: body.email,
    password: body.password,
    ...(passwordConfirm === undefined ? {} : { passwordConfirm }),
    fullName: body.full_name,
    firstName: body.first_name,
    lastName: body.last_name,
    username: body.username,
    accountName: body.account_name || body.client_name,
    planSlug: body.plan_slug,
    billing: {
      email: body.billing_email,
      addressLine1: body.billing_address_line1,
      addressLine2: body.billing_address_line2,
      city: body.billing_city,
      state: body.billing_state,
      postalCode: body.billing_postal_code,
      country: body.billing_country,
      taxId: body.tax_id,
    },
    paymentMethod: body.payment_method,
  };
}

function signedUp(result: SignUpResult): z.input<typeof data> {
  const { invoice } = result;
  return {
    user_id: result.userId,
    account_id: result.accountId,
    account_status: result.accountStatus,
    credits: result.credits,
    plan: result.plan,
    invoice:
      invoice === null
        ? null
        : {
            id: invoice.id,
            number: invoice.number,
            total: invoice.total,
            currency: invoice.currency,
            due_at: invoice.dueAt,
          },
    next_step: result.nextStep,
  };
}

export const signUpRoutes: ApiRoute[] = [register];
