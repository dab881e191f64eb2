import { type Request, type Response, Router } from 'express';
import { getOwnProfile, type ProfileView } from '../../services/accounts/get-own-profile.js';
import { updateOwnProfile } from '../../services/accounts/update-own-profile.js';
import { COMPANY_SIZES } from '../../services/core/fields.js';
import { permissionsOf } from '../../services/users/role-permissions.js';
import { BILLING_FIELDS } from './billing-form.js';
import { countryName } from './countries.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { readValues } from './read-form.js';
import { flash, sendTo, takeDraft } from './session.js';
import { contextOf, type Site, showPage, signedInVisitor } from './site.js';
import { attempt } from './submission.js';

const PATH = '/app/profile';

const SIZE_WORDS: Record<(typeof COMPANY_SIZES)[number], string> = {
  '': '',
  '1': 'One person',
  '2-10': '2 to 10',
  '11-50': '11 to 50',
  '51-200': '51 to 200',
  '201-1000': '201 to 1,000',
  '1001+': 'More than 1,000',
};

const FIELDS = {
  industry: { name: 'industry', label: 'Industry', maxLength: 120 },
  companySize: {
    name: 'company_size',
    label: 'People in the company',
    kind: 'select',
    placeholder: 'Not said',
    options: COMPANY_SIZES.filter((size) => size !== '').map((size) => ({ value: size, label: SIZE_WORDS[size] })),
  },
  website: { name: 'website', label: 'Website', hint: 'Starts with https://.', autocomplete: 'url', maxLength: 500 },
  logoUrl: { name: 'logo_url', label: 'Address of your logo', hint: 'Starts with https://.', maxLength: 500 },
  line1: BILLING_FIELDS.billingAddressLine1,
  line2: BILLING_FIELDS.billingAddressLine2,
  postalCode: BILLING_FIELDS.billingPostalCode,
  city: BILLING_FIELDS.billingCity,
  state: BILLING_FIELDS.billingState,
  country: { ...BILLING_FIELDS.billingCountry, required: false },
  taxId: BILLING_FIELDS.taxId,
} as const satisfies Record<string, FieldDefinition>;

export function profilePages(site: Site): Router {
  const router = Router();
  router.get(PATH, async (req, res) => {
    const profile = await getOwnProfile(contextOf(site, req));
    await showProfile(site, req, res, profile, takeDraft(req, PATH) ?? valuesOf(profile), new Map());
  });
  router.post(PATH, (req, res) => submit(site, req, res));
  return router;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const ctx = contextOf(site, req);
  const before = await getOwnProfile(ctx);
  const result = await attempt(() => updateOwnProfile(ctx, inputOf(values)));
  if (!result.ok) return showProfile(site, req, res, before, values, result.errors, result.status);
  const isChanged = result.value.version !== before.version;
  flash(req, isChanged ? 'success' : 'info', isChanged ? 'Your profile is saved.' : 'Nothing was changed.');
  await sendTo(req, res, PATH);
}

/** A hand-made request may leave fields out or name a size of its own: the operation decides what is valid. */
function inputOf(values: FormValues): Parameters<typeof updateOwnProfile>[1] {
  const { version = '' } = values;
  return {
    industry: values.industry,
    companySize: values.company_size as (typeof COMPANY_SIZES)[number] | undefined,
    website: values.website,
    logoUrl: values.logo_url,
    billingAddressLine1: values.billing_address_line1,
    billingAddressLine2: values.billing_address_line2,
    billingCity: values.billing_city,
    billingState: values.billing_state,
    billingPostalCode: values.billing_postal_code,
    billingCountry: values.billing_country,
    taxId: values.tax_id,
    ...(/^[1-9]\d{0,8}$/.test(version) ? { version: Number(version) } : {}),
  };
}

function valuesOf({ address, ...profile }: ProfileView): FormValues {
  return {
    industry: profile.industry,
    company_size: profile.companySize,
    website: profile.website,
    logo_url: profile.logoUrl,
    billing_address_line1: address.line1,
    billing_address_line2: address.line2,
    billing_city: address.city,
    billing_state: address.state,
    billing_postal_code: address.postalCode,
    billing_country: address.country,
    tax_id: profile.taxId,
    version: String(profile.version),
  };
}

async function showProfile(
  site: Site,
  req: Request,
  res: Response,
  profile: ProfileView,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const visitor = signedInVisitor(req);
  const isOpen = visitor.account.status === 'trial' || visitor.account.status === 'active';
  const fields = fieldViews(FIELDS, values, errors);
  await showPage(
    site,
    req,
    res,
    'profile',
    {
      userId: visitor.id,
      name: profile.name,
      mayEdit: permissionsOf(visitor).has('tenant.edit_profile') && isOpen,
      facts: facts(profile),
      labs: labs(profile),
      version: values.version ?? String(profile.version),
      fields,
      errors: errorLinks(errors, anchorsOf(fields)),
    },
    status,
  );
}

function facts({ address, ...profile }: ProfileView): object[] {
  const lines = [address.line1, address.line2, `${address.postalCode} ${address.city}`.trim(), address.state];
  const country = address.country === '' ? '' : countryName(address.country);
  const rows = [
    ['Industry', profile.industry],
    ['People in the company', SIZE_WORDS[profile.companySize as keyof typeof SIZE_WORDS] ?? profile.companySize],
    ['Website', profile.website],
    ['Address on invoices', [...lines, country].filter((part) => part !== '').join(', ')],
    ['Tax ID', profile.taxId],
  ];
  return rows.map(([label, value]) => ({ label, value: value === '' ? 'not said' : value }));
}

/** What staff granted; nothing where there is nothing. */
function labs(profile: ProfileView): object | null {
  if (!profile.isLabsCustomer) return null;
  const percent = profile.labsDiscountPercent.replace(/\.?0+$/, '');
  return {
    email: profile.labsAccountEmail,
    text:
      percent === '' || percent === '0'
        ? 'You are a Labs customer.'
        : `You are a Labs customer: ${percent} % is taken off what new contracts ask for.`,
  };
}
