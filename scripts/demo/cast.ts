import { contracting, type Fate } from './contracts.js';
import { TENANTS } from './logins.js';
import type { People, Person } from './people.js';
import type { Random } from './random.js';
import * as stories from './stories.js';
import type { Twist } from './transfer.js';
import type { World } from './world.js';

export interface Role {
  story: stories.Story;
  /** Somebody in particular; else the next of the people, of that country where one is named. */
  person?: Person;
  country?: string;
}

/** The sixty confirmations that wait for review: most are honest, the others are why reviewers look. */
const FIRST_PAYMENTS: readonly (readonly [Twist, number])[] = [
  ['plain', 13],
  ['no_slip', 2],
  ['link_only', 1],
  ['other_amount', 3],
  ['other_payer', 2],
  ['other_invoice', 1],
  ['old_date', 2],
  ['same_slip', 1],
  ['same_reference', 1],
];
const RENEWALS: readonly (readonly [Twist, number])[] = [
  ['plain', 11],
  ['no_slip', 2],
  ['other_amount', 1],
  ['same_slip', 1],
  ['same_reference', 1],
];

/** Customers who came for a contract, in every state that one can be in. */
const CONTRACTS: readonly (readonly [Fate, number])[] = [
  ['draft', 2],
  ['sent', 2],
  ['reminded', 1],
  ['halfSigned', 2],
  ['declined', 1],
  ['replaced', 1],
  ['signed', 3],
  ['billedMonthly', 4],
  ['billedQuarterly', 2],
  ['renewing', 1],
  ['released', 1],
  ['disabled', 1],
  ['amended', 1],
  ['completed', 2],
  ['terminated', 1],
  ['givenUp', 1],
];

/** Three hundred accounts in every state, `share` of them when less is enough. */
export function castOf(world: World, share: number): Role[] {
  const roles: Role[] = [];
  const add = (count: number, story: stories.Story, country?: string) => {
    const role = country === undefined ? { story } : { story, country };
    for (let n = 0; n < Math.ceil(count * share); n += 1) roles.push(role);
  };
  add(12, stories.applicant);
  add(2, stories.reopened);
  add(10, stories.turnedAway);
  add(36, stories.trial);
  add(8, stories.freePlan);
  add(10, stories.managedTrial);
  add(2, stories.trialThatOrders(null));
  add(6, stories.trialThatOrders('plain'));
  add(7, stories.unpaid(1, 10));
  add(14, stories.unpaid(16, 70));
  for (const [twist, count] of FIRST_PAYMENTS) add(count, stories.firstPayment(twist));
  add(2, stories.firstPayment('plain', 'starter-japan'), 'JP');
  add(2, stories.firstPayment('plain', 'growth-europe'), 'DE');
  add(6, stories.secondTry);
  add(7, stories.approvedToday);
  add(66, stories.customer);
  for (const [fate, count] of CONTRACTS) add(count, contracting(fate));
  for (const [twist, count] of RENEWALS) add(count, stories.renewalPayment(twist));
  add(8, stories.overdueCustomer);
  add(6, stories.suspendedUnpaid(null));
  add(2, stories.suspendedUnpaid('plain'));
  add(8, stories.suspendedByStaff);
  add(16, stories.gaveUp);
  return [
    ...shuffled(roles, world.random),
    {
      story: stories.regular,
      person: named(world.people, world.random, 'GB', TENANTS.active.email, 'Nora Whitfield', 'Lakeside Joinery Ltd'),
    },
    {
      story: stories.unpaid(2, 2),
      person: named(world.people, world.random, 'DE', TENANTS.unpaid.email, 'Jonas Brandt', 'Fernweh Reisen GmbH'),
    },
  ];
}

function named(people: People, random: Random, country: string, email: string, name: string, company: string): Person {
  const [firstName = '', lastName = ''] = name.split(' ');
  const person = people.next(random, country);
  return {
    ...person,
    email,
    firstName,
    lastName,
    fullName: { native: name, latin: name },
    company: { native: company, latin: company },
    billing: { ...person.billing, email: '' },
  };
}

/** So that twisted confirmations stand between the honest ones. */
function shuffled<T>(list: T[], random: Random): T[] {
  return list
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
