import { approveAccounts } from '../../src/services/accounts/approve-accounts.js';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { rejectAccounts } from '../../src/services/accounts/reject-accounts.js';
import { reopenAccount } from '../../src/services/accounts/reopen-account.js';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import { addDays, addMinutes, addMonths } from '../../src/services/core/calendar.js';
import { adjustCredits } from '../../src/services/credits/adjust-credits.js';
import { actingAt } from './acting-at.js';
import { writeContract } from './contracts.js';
import { keepPaying, paidUntil, pay, renew, renewalBefore } from './paying.js';
import type { Person } from './people.js';
import type { Random } from './random.js';
import type { Tenant } from './tenant.js';
import { confirmAt, orderPlan, signUpAs } from './tenant-deeds.js';
import type { Twist } from './transfer.js';
import { between, daysAfter, daysAgo, UNDECIDED_DAYS, type World } from './world.js';

/** One account's life; puts its first deed on the agenda. */
export type Story = (world: World, person: Person, random: Random) => void;

type Then = (at: Date, tenant: Tenant) => Promise<void> | void;

function signsUp(
  world: World,
  at: Date,
  person: Person,
  plan: string,
  random: Random,
  then: Then = () => undefined,
): void {
  world.agenda.at(at, async (time) => then(time, await signUpAs(world, time, person, plan, random)));
}

function paidPlan(person: Person, random: Random): string {
  return random.pick(person.country.plans);
}

/** Waits for staff to let it in. */
export const applicant: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, random.int(0, 6), random), person, 'managed-trial', random);
};

export const turnedAway: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, random.int(9, 160), random), person, 'managed-trial', random, (at, tenant) =>
    reject(world, daysAfter(at, random.int(0, 2), random), tenant),
  );
};

/** Turned away by mistake and waiting again. */
export const reopened: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, random.int(8, 14), random), person, 'managed-trial', random, (at, tenant) => {
    reject(world, daysAfter(at, 1, random), tenant);
    world.agenda.at(daysAgo(world, random.int(1, 4), random), async (time) => {
      const note = 'They called: the company register entry was sent by post.';
      await reopenAccount(actingAt(world, time, world.staff.support), { accountId: tenant.accountId, note });
    });
  });
};

function reject(world: World, at: Date, { accountId, random }: Tenant): void {
  const reason = random.pick([
    'We could not find your company in the register. Please write to us with an extract.',
    'You have an account with us already. Please sign in with it.',
    'We do not offer the service in your line of business.',
  ]);
  world.agenda.at(at, async (time) => {
    await rejectAccounts(actingAt(world, time, world.staff.support), { accountIds: [accountId], reason });
  });
}

export const trial: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, random.int(0, 15), random), person, 'free-trial', random, (at, tenant) =>
    adjustSometimes(world, at, tenant),
  );
};

export const freePlan: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, random.int(5, 150), random), person, 'free', random, (at, tenant) =>
    adjustSometimes(world, at, tenant),
  );
};

export const managedTrial: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, random.int(2, 20), random), person, 'managed-trial', random, (at, { accountId }) => {
    world.agenda.at(addMinutes(at, random.int(30, 900)), async (time) => {
      const note = 'Called the applicant; fine.';
      await approveAccounts(actingAt(world, time, world.staff.support), { accountIds: [accountId], note });
    });
  });
};

function adjustSometimes(world: World, at: Date, { accountId, random }: Tenant): void {
  if (!random.chance(0.3)) return;
  const [amount, reason] = random.pick([
    [500, 'Goodwill for the outage last week.'],
    [-250, 'Correction: an import was counted twice in their favour.'],
    [1_000, 'Promised by sales for the pilot.'],
    [-60, 'Used by telephone order.'],
  ] as const);
  world.agenda.at(daysAfter(at, random.int(1, 20), random), async (time) => {
    await adjustCredits(actingAt(world, time, world.staff.finance), { accountId, amount, reason });
  });
}

/** Tries it out and chooses a plan; with a twist the confirmation waits for review. */
export function trialThatOrders(twist: Twist | null): Story {
  return (world, person, random) => {
    signsUp(world, daysAgo(world, random.int(6, 13), random), person, 'free-trial', random, (_at, tenant) => {
      const orderedAt = daysAgo(world, random.int(2, 4), random);
      world.agenda.at(orderedAt, async (time) => {
        await orderPlan(world, time, tenant);
        if (twist !== null) confirmsLately(world, time, tenant, twist);
      });
    });
  };
}

/** Asks for a paid plan and has not paid: lately, or long ago so that it is overdue. */
export function unpaid(fromDays: number, toDays: number): Story {
  return (world, person, random) => {
    signsUp(world, daysAgo(world, random.int(fromDays, toDays), random), person, paidPlan(person, random), random);
  };
}

/** Asked for a paid plan, has paid, and the confirmation waits for review. */
export function firstPayment(twist: Twist, plan?: string): Story {
  return (world, person, random) => {
    const at = daysAgo(world, random.int(1, 12), random);
    signsUp(world, at, person, plan ?? paidPlan(person, random), random, (time, tenant) =>
      confirmsLately(world, time, tenant, twist),
    );
  };
}

/** Was rejected once and tries again. */
export const secondTry: Story = (world, person, random) => {
  const at = daysAgo(world, random.int(10, 14), random);
  signsUp(world, at, person, paidPlan(person, random), random, (time, tenant) => {
    confirmAt(world, daysAfter(time, 1, random), tenant, 'other_amount', (paymentId) => {
      const next = (decidedAt: Date) => confirmsLately(world, decidedAt, tenant, 'plain');
      world.desk.handIn({ paymentId, rejection: 'The amount on the slip is not the amount of the invoice.', next });
    });
  });
};

/** Paid on the day before and approved a moment ago. */
export const approvedToday: Story = (world, person, random) => {
  const at = daysAgo(world, random.int(3, 8), random);
  signsUp(world, at, person, paidPlan(person, random), random, (_time, tenant) => {
    confirmAt(world, addMinutes(world.now, -random.int(30, 600)), tenant, 'plain', (paymentId) => {
      world.desk.handIn({ paymentId, rejection: null, next: () => undefined });
    });
  });
};

function confirmsLately(world: World, after: Date, tenant: Tenant, twist: Twist): void {
  const undecided = addDays(world.now, -UNDECIDED_DAYS);
  const earliest = addMinutes(after > undecided ? after : undecided, 20);
  confirmAt(world, between(earliest, addMinutes(world.now, -15), tenant.random), tenant, twist);
}

/** Has paid for months, from the first day or after a trial. */
export const customer: Story = (world, person, random) => {
  // More customers joined lately than half a year ago.
  const startsAt = daysAgo(world, 20 + Math.floor(152 * random.next() ** 3.4), random);
  const start = (at: Date, tenant: Tenant) =>
    pay(world, daysAfter(at, random.int(0, 6), random), tenant, (paidAt) => {
      adjustSometimes(world, paidAt, tenant);
      return keepPaying(world, tenant);
    });
  if (random.chance(0.7)) return signsUp(world, startsAt, person, paidPlan(person, random), random, start);
  signsUp(world, startsAt, person, 'free-trial', random, (at, tenant) => {
    world.agenda.at(daysAfter(at, random.int(2, 6), random), async (time) => {
      await orderPlan(world, time, tenant);
      start(time, tenant);
    });
  });
};

/** What the first login shows: a trial, a rejected confirmation, and months paid since. */
export const regular: Story = (world, person, random) => {
  signsUp(world, daysAgo(world, 131, random), person, 'free-trial', random, (at, tenant) => {
    writeContract(world, daysAgo(world, 100, random), tenant, 'completed');
    writeContract(world, daysAgo(world, 75, random), tenant, 'billedMonthly');
    writeContract(world, daysAgo(world, 5, random), tenant, 'sent');
    world.agenda.at(daysAfter(at, 9, random), async (time) => {
      await orderPlan(world, time, tenant);
      confirmAt(world, daysAfter(time, 1, random), tenant, 'other_amount', (paymentId) => {
        const again = (decidedAt: Date) => payPromptly(world, decidedAt, tenant, () => keepPaying(world, tenant));
        world.desk.handIn({
          paymentId,
          rejection: 'The amount on the slip is not the amount of the invoice.',
          next: again,
        });
      });
    });
  });
};

/** A customer whose period ends so many days from now (before it, when negative), with the renewal's invoice unpaid. */
function untilRenewal(
  daysLeft: readonly [number, number],
  then: (world: World, at: Date, tenant: Tenant) => void,
): Story {
  return (world, person, random) => {
    const target = addDays(addMonths(world.now, -random.int(1, 2), world.now.getUTCDate()), random.int(...daysLeft));
    const month = async (tenant: Tenant) => {
      const end = await paidUntil(world, tenant);
      const isLast = addMonths(end, 1, end.getUTCDate()) > addDays(world.now, daysLeft[1] + 3);
      world.agenda.at(renewalBefore(end, random), async (time) => {
        await renew(world, time, tenant);
        if (isLast) then(world, time, tenant);
        else payPromptly(world, time, tenant, () => month(tenant));
      });
    };
    const signUpAt = daysAfter(addDays(target, -3), 0, random);
    signsUp(world, signUpAt, person, paidPlan(person, random), random, (at, tenant) =>
      payPromptly(world, at, tenant, () => month(tenant)),
    );
  };
}

function payPromptly(world: World, at: Date, tenant: Tenant, next: () => Promise<void>): void {
  confirmAt(world, addMinutes(at, tenant.random.int(60, 1_200)), tenant, 'plain', (paymentId) => {
    world.desk.handIn({ paymentId, rejection: null, next });
  });
}

export function renewalPayment(twist: Twist): Story {
  return untilRenewal([1, 3], (world, at, tenant) => confirmsLately(world, at, tenant, twist));
}

export const overdueCustomer: Story = untilRenewal([-25, -13], () => undefined);

/** Suspended because the renewal was not paid; some say by now that they have. */
export function suspendedUnpaid(twist: Twist | null): Story {
  return untilRenewal([-28, -19], (world, at, tenant) => {
    const suspendedAt = daysAfter(at, 20, tenant.random);
    suspend(world, suspendedAt, tenant, 'unpaid', 'The invoice is overdue since two reminders.');
    if (twist !== null) confirmsLately(world, suspendedAt, tenant, twist);
  });
}

export const suspendedByStaff: Story = (world, person, random) => {
  const plan = random.pick(['free-trial', paidPlan(person, random)]);
  signsUp(world, daysAgo(world, random.int(10, 90), random), person, plan, random, (at, tenant) => {
    const reason = random.pick([
      'Unusual use: the same site is registered by three accounts.',
      'The owner asked us to pause the account.',
    ]);
    suspend(world, daysAfter(at, random.int(2, 8), random), tenant, 'staff', reason);
  });
};

function suspend(world: World, at: Date, { accountId }: Tenant, cause: 'staff' | 'unpaid', reason: string): void {
  const actor = cause === 'unpaid' ? world.staff.finance : world.staff.support;
  world.agenda.at(at, async (time) => {
    await suspendAccounts(actingAt(world, time, actor), { accountIds: [accountId], reason, cause });
  });
}

export const gaveUp: Story = (world, person, random) => {
  const plan = random.pick(['free-trial', 'free-trial', paidPlan(person, random)]);
  signsUp(world, daysAgo(world, random.int(20, 165), random), person, plan, random, (at, tenant) => {
    const reason = random.pick([
      'The customer closed the business.',
      'They write that they found another solution.',
      'A duplicate of their other account.',
    ]);
    world.agenda.at(daysAfter(at, random.int(3, 15), random), async (time) => {
      await cancelAccount(actingAt(world, time, world.staff.support), { accountId: tenant.accountId, reason });
    });
  });
};
