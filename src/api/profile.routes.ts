import { z } from 'zod';
import { getOwnProfile, type ProfileView } from '../services/accounts/get-own-profile.js';
import { updateOwnProfile } from '../services/accounts/update-own-profile.js';
import { COMPANY_SIZES, companySize, country, line, webAddress } from '../services/core/fields.js';
import { moment } from './fields.js';
import { type ApiRoute, route } from './route.js';

const tag = 'Company';
const VERSION =
  'Moves with every change. Sent back with a change, it keeps the change from undoing one made meanwhile.';

const profile = z
  .object({
    name: z.string(),
    industry: z.string(),
    company_size: z.string().meta({ description: `How many people work there: one of ${sizes()}, or empty.` }),
    website: z.string(),
    logo_url: z.string(),
    billing_address_line1: z.string(),
    billing_address_line2: z.string(),
    billing_city: z.string(),
    billing_state: z.string(),
    billing_postal_code: z.string(),
    billing_country: z.string().meta({ description: 'ISO 3166, two letters.' }),
    tax_id: z.string(),
    is_labs_customer: z.boolean().meta({ description: 'Set by our staff, as are the next two.' }),
    labs_account_email: z.string(),
    labs_discount_percent: z.string().meta({ description: 'Taken off what new contracts ask for, a decimal as text.' }),
    version: z.int().meta({ description: VERSION }),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'CompanyProfile' });

function sizes(): string {
  return COMPANY_SIZES.filter((size) => size !== '').join(', ');
}

const change = z.object({
  industry: line(120).optional(),
  company_size: companySize.optional(),
  website: webAddress.optional(),
  logo_url: webAddress.optional(),
  billing_address_line1: line(255).optional(),
  billing_address_line2: line(255).optional(),
  billing_city: line(100).optional(),
  billing_state: line(100).optional(),
  billing_postal_code: line(20).optional(),
  billing_country: country.optional(),
  tax_id: line(100).optional(),
  version: z.int('Please send the version as it was answered.').positive().optional().meta({ description: VERSION }),
});

const PROFILE_EXAMPLE = {
  name: 'Test GmbH',
  industry: 'Logistics',
  company_size: '11-50',
  website: 'https://test.example',
  logo_url: 'https://test.example/logo.svg',
  billing_address_line1: 'Hauptstraße 1',
  billing_address_line2: '',
  billing_city: 'Berlin',
  billing_state: '',
  billing_postal_code: '10115',
  billing_country: 'DE',
  tax_id: 'DE123456789',
  is_labs_customer: true,
  labs_account_email: 'labs@test.example',
  labs_discount_percent: '10.00',
  version: 3,
  created_at: '2025-12-08T10:30:00.000Z',
  updated_at: '2025-12-09T08:00:00.000Z',
};

const getProfile = route({
  method: 'get',
  path: '/customer/profile',
  name: 'getProfile',
  tag,
  summary: 'What your company tells about itself, and the address on its invoices',
  caller: 'user',
  limit: 'other',
  data: profile,
  run: async ({ ctx }) => onTheWire(await getOwnProfile(ctx)),
  examples: { answer: { success: true, data: PROFILE_EXAMPLE } },
});

const updateProfile = route({
  method: 'patch',
  path: '/customer/profile',
  name: 'updateProfile',
  tag,
  summary: 'Change it',
  description:
    'What is not sent stays as it is. Only owners and admins may. Invoices that were issued keep the address they were issued with.',
  caller: 'user',
  limit: 'other',
  refuses: [402, 409],
  body: change,
  data: profile,
  message: () => 'The profile is saved.',
  run: async ({ ctx, body }) =>
    onTheWire(
      await updateOwnProfile(ctx, {
        industry: body.industry,
        companySize: body.company_size,
        website: body.website,
        logoUrl: body.logo_url,
        billingAddressLine1: body.billing_address_line1,
        billingAddressLine2: body.billing_address_line2,
        billingCity: body.billing_city,
        billingState: body.billing_state,
        billingPostalCode: body.billing_postal_code,
        billingCountry: body.billing_country,
        taxId: body.tax_id,
        version: body.version,
      }),
    ),
  examples: {
    body: { industry: 'Logistics', company_size: '11-50', billing_city: 'Berlin', version: 2 },
    answer: { success: true, message: 'The profile is saved.', data: PROFILE_EXAMPLE },
  },
});

function onTheWire(view: ProfileView): z.input<typeof profile> {
  const { address } = view;
  return {
    name: view.name,
    industry: view.industry,
    company_size: view.companySize,
    website: view.website,
    logo_url: view.logoUrl,
    billing_address_line1: address.line1,
    billing_address_line2: address.line2,
    billing_city: address.city,
    billing_state: address.state,
    billing_postal_code: address.postalCode,
    billing_country: address.country,
    tax_id: view.taxId,
    is_labs_customer: view.isLabsCustomer,
    labs_account_email: view.labsAccountEmail,
    labs_discount_percent: view.labsDiscountPercent,
    version: view.version,
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  };
}

export const profileRoutes: ApiRoute[] = [getProfile, updateProfile];
