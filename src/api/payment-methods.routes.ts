import { z } from 'zod';
import { listPaymentMethods } from '../services/payment-methods/list-payment-methods.js';
import { PAYMENT_METHOD_EXAMPLE, paymentMethodAnswer, paymentMethodOnTheWire } from './payment-methods.answer.js';
import { type ApiRoute, bareListRoute } from './route.js';

const COUNTRY_SENTENCE = 'Please give the two letters of a country, like PK, or * for the methods offered everywhere.';

const listMethods = bareListRoute({
  method: 'get',
  path: '/billing/payment-methods',
  aliases: [{ path: '/billing/admin/payment-methods' }],
  name: 'listPaymentMethods',
  tag: 'Billing',
  summary: 'Ways to pay in a country',
  description:
    "A bare array: the country's own methods and the global ones by sort_order. A country's own row replaces the global row of the same method.",
  caller: 'anyone',
  limit: 'other',
  query: z.object({
    country: z
      .string(COUNTRY_SENTENCE)
      .trim()
      .toUpperCase()
      .regex(/^([A-Z]{2}|\*|)$/, COUNTRY_SENTENCE)
      .default('*')
      .meta({ description: 'ISO 3166, two letters.', example: 'PK' }),
  }),
  row: paymentMethodAnswer,
  run: async ({ ctx, query }) => (await listPaymentMethods(ctx, query.country)).map(paymentMethodOnTheWire),
  examples: { query: { country: 'PK' }, answer: [PAYMENT_METHOD_EXAMPLE] },
});

export const paymentMethodRoutes: ApiRoute[] = [listMethods];
