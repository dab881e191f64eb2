import type { ContractType } from '@prisma/client';
import { disableBilling } from '../../src/services/billing-periods/disable-billing.js';
import { enableBilling } from '../../src/services/billing-periods/enable-billing.js';
import { declineVersion } from '../../src/services/contracts/decline-version.js';
import { draftContract } from '../../src/services/contracts/draft-contract.js';
import { remindSigner } from '../../src/services/contracts/remind-signers.js';
import { reviseContract } from '../../src/services/contracts/revise-contract.js';
import { sendContract } from '../../src/services/contracts/send-contract.js';
import { countersignVersion, signVersion } from '../../src/services/contracts/sign-version.js';
import { terminateContract } from '../../src/services/contracts/terminate-contract.js';
import { addDays, addMonths, dateText } from '../../src/services/core/calendar.js';
import { actingAt } from './acting-at.js';
import type { Person } from './people.js';
import type { Random } from './random.js';
import type { Tenant } from './tenant.js';
import { signUpAs } from './tenant-deeds.js';
import { daysAfter, daysAgo, type World } from './world.js';

type DraftInput = Parameters<typeof draftContract>[1];
type Items = NonNullable<DraftInput['terms']['items']>;
type Deed = (world: World, at: Date, contract: Written) => Promise<void>;

/** How far a contract has come in the demo. */
export type Fate = keyof typeof FATES;

interface Written {
  tenant: Tenant;
  contractId: number;
  versionId: number;
}

interface Offer {
  contractType: ContractType;
  title: string;
  months: number;
  fields: Record<string, string>;
  items: Items;
}

const COMMON = { governing_law: 'England and Wales', contact_person: 'the person who signs for you' };

const OFFERS: readonly Offer[] = [
  {
    contractType: 'maintenance',
    title: 'Website maintenance',
    months: 12,
    fields: {
      ...COMMON,
      scope: 'Your public website, its shop and its booking calendar.',
      support_contact: 'support@northlight.example',
      support_hours: '9:00 to 17:00',
    },
    items: [
      {
        itemType: 'custom',
        description: 'Maintenance, monthly',
        amount: '180',
        billingPeriodMonths: 1,
        isRecurring: true,
      },
      { itemType: 'custom', description: 'Yearly security review', amount: '1200', billingPeriodMonths: 12 },
    ],
  },
  {
    contractType: 'onboarding',
    title: 'Onboarding and training',
    months: 4,
    fields: { ...COMMON, scope: 'Setting up your sites, and two days of training for your editors.' },
    items: [{ itemType: 'training_independent' }, { itemType: 'training_agency' }],
  },
  {
    contractType: 'engagement',
    title: 'Redesign of the customer area',
    months: 6,
    fields: {
      ...COMMON,
      scope: 'A new customer area with orders, invoices and returns.',
      deliverables: 'The finished pages, their source and a short handbook.',
    },
    items: [
      { itemType: 'custom', description: 'Design and development', amount: '9000', billingPeriodMonths: 6 },
      { itemType: 'training_agency' },
    ],
  },
];

/** A customer who came for a contract: signs up on the free plan, and support writes it some days later. */
export function contracting(fate: Fate) {
  return (world: World, person: Person, random: Random): void => {
    const [from, to] = FATES[fate].writtenDaysAgo;
    const writtenAt = daysAgo(world, random.int(from, to), random);
    world.agenda.at(daysAfter(addDays(writtenAt, -random.int(3, 9)), 0, random), async (time) => {
      const tenant = await signUpAs(world, time, person, 'free', random);
      writeContract(world, writtenAt, tenant, fate);
    });
  };
}

/** Puts a contract and all that becomes of it on the agenda. */
export function writeContract(world: World, at: Date, tenant: Tenant, fate: Fate): void {
  world.agenda.at(at, async (time) => {
    const contract = await draft(world, time, tenant, FATES[fate].offer);
    let next = time;
    for (const deed of FATES[fate].deeds) {
      next = daysAfter(next, tenant.random.int(1, 3), tenant.random);
      world.agenda.at(next, (then) => deed(world, then, contract));
    }
  });
}

async function draft(world: World, at: Date, tenant: Tenant, offer: number): Promise<Written> {
  const { contractType, title, months, fields, items } = OFFERS[offer % OFFERS.length] ?? OFFERS[0] ?? noOffer();
  const { prisma } = world.installation;
  const template = await prisma.contractTemplate.findUniqueOrThrow({ where: { referenceKey: contractType } });
  const start = addDays(at, tenant.random.int(8, 14));
  const { contractId, versionId } = await draftContract(actingAt(world, at, world.staff.support), {
    accountId: tenant.accountId,
    contractType,
    title,
    currency: { DE: 'EUR', ES: 'EUR', JP: 'JPY' }[tenant.person.country.code] ?? 'USD',
    terms: {
      templateId: template.id,
      body: template.body,
      fieldValues: fields,
      startDate: dateText(start),
      endDate: dateText(addDays(addMonths(start, months, start.getUTCDate()), -1)),
      ...(tenant.random.chance(0.3) ? { discountPercent: tenant.random.pick(['5', '10', '12.5']) } : {}),
      items,
      signers: [{ userId: tenant.actor.id }, { staffUserId: world.staff.finance.id }],
    },
  });
  return { tenant, contractId, versionId };
}

function noOffer(): never {
  throw new Error('the demo has nothing to offer');
}

const send: Deed = async (world, at, { contractId }) => {
  const version = await newest(world, contractId);
  await sendContract(actingAt(world, at, world.staff.support), { versionId: version.id, version: version.version });
};

const AGENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0',
] as const;

const sign: Deed = async (world, at, { tenant, contractId }) => {
  const signature = await signatureOf(world, contractId, tenant.person.fullName.native, tenant.random.pick(AGENTS));
  await signVersion(actingAt(world, at, tenant.actor), signature);
};

const countersign: Deed = async (world, at, { contractId }) => {
  const { finance } = world.staff;
  const { fullName } = await world.installation.prisma.staffUser.findUniqueOrThrow({ where: { id: finance.id } });
  await countersignVersion(actingAt(world, at, finance), await signatureOf(world, contractId, fullName, AGENTS[1]));
};

async function signatureOf(world: World, contractId: number, typedName: string, userAgent: string) {
  const { id: versionId, documentSha256 } = await newest(world, contractId);
  return { versionId, documentSha256: documentSha256 ?? '', typedName, consent: true, userAgent } as const;
}

function newest({ installation }: World, contractId: number) {
  return installation.prisma.contractVersion.findFirstOrThrow({ where: { contractId }, orderBy: { number: 'desc' } });
}

const remind: Deed = async (world, at, { contractId }) => {
  const { id: versionId } = await newest(world, contractId);
  await remindSigner(actingAt(world, at, world.staff.support), { versionId });
};

const decline: Deed = async (world, at, { tenant, contractId }) => {
  const { id: versionId } = await newest(world, contractId);
  const reason = tenant.random.pick([
    'Please take the second training out; we need only one.',
    'The start is too early for us.',
  ]);
  await declineVersion(actingAt(world, at, tenant.actor), { versionId, reason });
};

const revise: Deed = async (world, at, { contractId }) => {
  await reviseContract(actingAt(world, at, world.staff.support), { contractId });
};

const giveUp: Deed = async (world, at, { contractId }) => {
  const reason = 'The customer has decided to wait for another year.';
  await terminateContract(actingAt(world, at, world.staff.support), { contractId, reason });
};

type Billing = Omit<Parameters<typeof enableBilling>[1], 'contractIds'>;

function bill(terms: Billing): Deed {
  return async (world, at, { contractId }) => {
    const outcomes = await enableBilling(actingAt(world, at, world.staff.finance), {
      contractIds: [contractId],
      ...terms,
    });
    if (outcomes[0]?.outcome !== 'enabled')
      throw new Error(`a contract of the demo is not billed: ${JSON.stringify(outcomes)}`);
  };
}

const disable: Deed = async (world, at, { contractId }) => {
  const reason = 'They asked to pause for the season.';
  await disableBilling(actingAt(world, at, world.staff.finance), { contractIds: [contractId], reason });
};

const SIGNED = [send, sign, countersign];
const monthly = bill({ frequency: 'monthly' });

const FATES = {
  draft: { offer: 1, writtenDaysAgo: [1, 5], deeds: [] },
  sent: { offer: 2, writtenDaysAgo: [4, 6], deeds: [send] },
  reminded: { offer: 0, writtenDaysAgo: [9, 14], deeds: [send, remind] },
  halfSigned: { offer: 2, writtenDaysAgo: [7, 9], deeds: [send, sign] },
  declined: { offer: 1, writtenDaysAgo: [8, 20], deeds: [send, decline] },
  replaced: { offer: 0, writtenDaysAgo: [12, 20], deeds: [send, revise, send] },
  signed: { offer: 1, writtenDaysAgo: [10, 14], deeds: SIGNED },
  billedMonthly: { offer: 0, writtenDaysAgo: [70, 150], deeds: [...SIGNED, monthly] },
  billedQuarterly: { offer: 2, writtenDaysAgo: [60, 120], deeds: [...SIGNED, bill({ frequency: 'quarterly' })] },
  renewing: {
    offer: 0,
    writtenDaysAgo: [80, 150],
    deeds: [...SIGNED, bill({ frequency: 'custom', intervalMonths: 2, autoRenew: true })],
  },
  released: {
    offer: 2,
    writtenDaysAgo: [50, 90],
    deeds: [...SIGNED, bill({ frequency: 'monthly', manualRelease: true })],
  },
  disabled: { offer: 0, writtenDaysAgo: [90, 120], deeds: [...SIGNED, monthly, disable] },
  amended: { offer: 0, writtenDaysAgo: [60, 90], deeds: [...SIGNED, monthly, revise, send] },
  completed: { offer: 1, writtenDaysAgo: [158, 165], deeds: [...SIGNED, monthly] },
  terminated: { offer: 2, writtenDaysAgo: [50, 90], deeds: [...SIGNED, monthly, giveUp] },
  givenUp: { offer: 1, writtenDaysAgo: [30, 60], deeds: [send, giveUp] },
} as const satisfies Record<
  string,
  { offer: number; writtenDaysAgo: readonly [number, number]; deeds: readonly Deed[] }
>;
