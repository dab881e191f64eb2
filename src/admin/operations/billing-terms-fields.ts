import { dateText } from '../../services/core/calendar.js';
import type { Context } from '../../services/core/context.js';
import { fieldRefusal } from '../../services/core/errors.js';
import type { DialogField } from '../operation-action.js';
import { type Body, integerOf, optionalText, textOf, yesOf } from '../wire-body.js';

const FREQUENCIES = ['monthly', 'quarterly', 'custom'] as const;
type Frequency = (typeof FREQUENCIES)[number];

interface Terms {
  startDate?: string;
  endDate?: string;
  frequency: Frequency;
  intervalMonths?: number;
  autoRenew: boolean;
  manualRelease: boolean;
}

export function billingTermsOf(body: Body): Terms {
  const startDate = optionalText(body, 'start_date');
  const endDate = optionalText(body, 'end_date');
  const frequency = frequencyOf(body);
  const intervalMonths = frequency === 'custom' ? integerOf(body, 'interval_months') : undefined;
  return {
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    frequency,
    ...(intervalMonths === undefined ? {} : { intervalMonths }),
    autoRenew: yesOf(body, 'auto_renew'),
    manualRelease: yesOf(body, 'manual_release'),
  };
}

function frequencyOf(body: Body): Frequency {
  const entered = textOf(body, 'frequency') || 'monthly';
  const known = FREQUENCIES.find((one) => one === entered);
  if (known === undefined)
    throw fieldRefusal('frequency', 'invalid_input', 'Please choose monthly, quarterly or custom.');
  return known;
}

/** What was asked for wins over what the signed contract says. */
export function withSigned(body: Body, signed: SignedTerms | null): Body {
  if (signed === null || body.fields.frequency !== undefined) return body;
  return { ...body, fields: { ...signed, ...body.fields } };
}

interface SignedTerms {
  start_date: string;
  frequency: Frequency;
  interval_months: string;
}

/** What the only contract of a selection was signed with. */
export async function signedTerms({ installation: { prisma } }: Context, ids: number[]): Promise<SignedTerms | null> {
  const [id, ...others] = ids;
  if (id === undefined || others.length > 0 || id > 2_147_483_647) return null;
  const version = await prisma.contractVersion.findFirst({
    where: { contractId: id, status: 'signed' },
    orderBy: { number: 'desc' },
    select: { startDate: true, frequency: true, intervalMonths: true },
  });
  if (version === null) return null;
  return {
    start_date: dateText(version.startDate),
    frequency: version.frequency,
    interval_months: String(version.intervalMonths),
  };
}

export function billingTermsFields(terms: Terms, many: boolean): DialogField[] {
  return [
    {
      name: 'start_date',
      label: 'First day',
      type: 'date',
      value: terms.startDate ?? '',
      help: many
        ? 'Without it each contract starts on its own first day. What is invoiced already is never billed twice.'
        : 'What is invoiced already is never billed twice.',
    },
    {
      name: 'end_date',
      label: 'Last day',
      type: 'date',
      value: terms.endDate ?? '',
      help: "Without it billing runs to the contract's own end.",
    },
    {
      name: 'frequency',
      label: 'How often',
      type: 'select',
      required: true,
      value: terms.frequency,
      options: [
        { value: 'monthly', label: 'Monthly' },
        { value: 'quarterly', label: 'Quarterly' },
        { value: 'custom', label: 'Every so many months' },
      ],
    },
    {
      name: 'interval_months',
      label: 'Months per invoice',
      type: 'integer',
      value: terms.intervalMonths === undefined ? '' : String(terms.intervalMonths),
      help: 'Without it an invoice covers the longest span of an item.',
      onlyIf: { name: 'frequency', value: 'custom' },
    },
    { name: 'auto_renew', label: 'Renew by itself at the end', type: 'checkbox', value: String(terms.autoRenew) },
    {
      name: 'manual_release',
      label: 'Staff release each invoice',
      type: 'checkbox',
      value: String(terms.manualRelease),
      help: 'Otherwise each is issued on its first day.',
    },
  ];
}
