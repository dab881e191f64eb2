import { expect, it } from 'vitest';
import { loadContracts } from '../../../src/services/billing-periods/load-contracts.js';
import { billingSpan, firstDayNotInvoiced } from '../../../src/services/billing-periods/plan-contract.js';
import { dueMonths, monthKey } from '../../../src/services/billing-periods/schedule.js';
import { dateIn, dateText, laterOf } from '../../../src/services/core/calendar.js';
import { verifyTruths } from '../../../src/services/verification/verify-truths.js';
import { systemContext } from '../../support/contexts.js';
import { useInstallation } from '../../support/installation.js';
import { type Business, openBusiness, runJobs, somethingHappens } from './eighteen-months.js';

const test = useInstallation({ startsAt: '2026-01-05T10:30:00Z' });

const DAYS = 548;
/** For so long the worker stands still, once. */
const OUTAGE = { from: 200, to: 235 };

it('eighteen months of contracts of every frequency break no truth', { timeout: 900_000 }, async () => {
  const business = await openBusiness(test, 4);
  const deeds = new Map<string, number>();
  for (let day = 0; day < DAYS; day += 1) {
    test.clock.moveDays(1);
    const deed = await somethingHappens(business);
    if (deed !== null) deeds.set(deed, (deeds.get(deed) ?? 0) + 1);
    const isOut = day >= OUTAGE.from && day < OUTAGE.to;
    if (!isOut) await runJobs(business);
    expect({ day, wrong: await wrong(business, day, isOut) }).toEqual({ day, wrong: [] });
  }
  // A dice that leaves something out would prove nothing.
  expect([...deeds.keys()].sort()).toEqual(EVERY_DEED);
  expect(await whatCameOfIt()).toEqual({ renewed: true, completed: true, paid: true, void: true, cancelled: true });
});

const EVERY_DEED = 'amend complete disable enable enableMore pause pay payMore release releaseMore resume void'.split(
  ' ',
);

async function whatCameOfIt(): Promise<Record<string, boolean>> {
  const { prisma } = test;
  return {
    renewed: (await prisma.auditEntry.count({ where: { action: 'contract.renew' } })) > 0,
    completed: (await prisma.contract.count({ where: { status: 'completed' } })) > 0,
    paid: (await prisma.billingPeriod.count({ where: { status: 'paid' } })) > 0,
    void: (await prisma.invoice.count({ where: { status: 'void' } })) > 0,
    cancelled: (await prisma.billingPeriod.count({ where: { status: 'cancelled' } })) > 0,
  };
}

async function wrong(business: Business, day: number, isOut: boolean): Promise<string[]> {
  // A row that has become wrong stays so: all truths are asked at the end of each week. What is late is seen soon.
  const broken = day % 7 === 6 || day === DAYS - 1 ? await brokenTruths() : [];
  const early = day % 7 === 6 ? await tooEarly() : [];
  return [...broken, ...early, ...(isOut || day % 2 === 1 ? [] : await overdueWork(business))];
}

let judgedUpTo = 0;

/** Every write leaves an audit entry: after a week without one nothing can have become wrong. */
async function brokenTruths(): Promise<string[]> {
  const { _max } = await test.prisma.auditEntry.aggregate({ _max: { id: true } });
  if (_max.id === judgedUpTo) return [];
  judgedUpTo = Number(_max.id);
  const findings = await verifyTruths(test);
  return findings.map(({ truth, row, wrong }) => `${truth.number}. ${truth.says}: ${row} ${wrong}`);
}

/** No invoice before its period's first day where the account is. */
async function tooEarly(): Promise<string[]> {
  const rows = await test.prisma.$queryRaw<{ row: string }[]>`
    SELECT 'invoice ' || i.id || ' of ' || i.issued_at || ', period from ' || p.period_start AS row
    FROM invoices i JOIN billing_periods p ON p.id = i.billing_period_id JOIN accounts a ON a.id = i.account_id, sellers s
    WHERE (i.issued_at AT TIME ZONE coalesce(a.time_zone, s.time_zone))::date < p.period_start`;
  return rows.map(({ row }) => row);
}

/** After the jobs of the day nothing is due that is not invoiced, but for what waits for release. */
async function overdueWork({ contracts, tenants }: Business): Promise<string[]> {
  const seller = await test.prisma.seller.findUniqueOrThrow({ where: { id: 1 } });
  const all = await loadContracts(systemContext(test), contracts);
  expect(tenants.length).toBeGreaterThan(0);
  return all.flatMap((billed) => {
    const { contract, account, periods, versions } = billed;
    const now = dateIn(account.timeZone ?? seller.timeZone, test.clock.now());
    const span = billingSpan(billed);
    if (!contract.billingEnabled || span === null) return [];
    const late = periods.filter(
      ({ status, needsRelease, periodStart }) => status === 'pending' && !needsRelease && periodStart <= now,
    );
    const waits = periods.some(({ status, needsRelease }) => status === 'pending' && needsRelease);
    const until = laterOf(now, span.end) === now ? span.end : now;
    const due = waits ? [] : dueMonths(versions, { currency: contract.currency, until });
    // A month that came to begin in days that were invoiced already is billed with the next period.
    const isToCome = periods.some(({ status }) => status === 'pending');
    const invoicedUntil = firstDayNotInvoiced(billed);
    return [
      ...late.map(({ id, periodStart }) => `period ${id} of ${contract.number} began ${dateText(periodStart)}`),
      ...due
        .filter(({ item, index, gross }) => gross.gt(0) && !billed.billed.has(monthKey(item.rootId, index)))
        .filter(({ begins }) => !isToCome || invoicedUntil === null || begins >= invoicedUntil)
        .map(
          ({ item, index, begins }) =>
            `month ${index} of item ${item.id} of ${contract.number} began ${dateText(begins)}`,
        ),
    ];
  });
}
