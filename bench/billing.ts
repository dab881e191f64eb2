import { enableBillingInBulk } from '../src/services/billing-periods/bill-in-bulk.js';
import { issueDuePeriods } from '../src/services/billing-periods/issue-due-periods.js';
import type { BenchInstallation } from './bench-installation.js';
import { loadSignedContracts } from './load-contracts.js';
import type { Measured, Part, Wishes } from './part.js';
import { firstAndLast, median, megabytes, milliseconds, ms, spread, table } from './statistics.js';

const CONTRACTS = 1_000;
const ROUNDS = 5;
const RUN_OVER = 2_000;
const RUN_OVER_LONG = 50_000;

/** Enabling billing on 1,000 contracts, and one run of the job over contracts whose periods are due. */
export const billingPart: Part = {
  name: 'billing',
  title: 'Billing contracts',
  async measure({ small }, wishes): Promise<Measured> {
    const bench = await small();
    const text = [
      await enabling(bench),
      '',
      await periodRun(bench, wishes),
      '',
      "Each contract is of an account of its own. A period's invoice comes with number, lines, snapshots, audit entries, mail and the",
      `queued document; the job commits in batches of 200, and one that is killed half-way goes on where it was. \`--long\` runs over ${RUN_OVER_LONG.toLocaleString('en')}.`,
    ].join('\n');
    return { text, aims: [] };
  },
};

async function enabling({ client, staff }: BenchInstallation): Promise<string> {
  const times: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const ids = await loadSignedContracts(client, CONTRACTS, `enable${round + 1}`);
    const took = await milliseconds(() =>
      enableBillingInBulk(staff.context, ids, { frequency: 'monthly', manualRelease: true }),
    );
    if (round >= 0) times.push(took);
  }
  return table(
    ['enabling billing of 1,000 contracts, 12 periods each', 'median', '10–90 %', 'contracts/s'],
    [
      [
        'service (enableBillingInBulk)',
        ms(median(times)),
        spread(times),
        ((CONTRACTS / median(times)) * 1_000).toFixed(0),
      ],
    ],
  );
}

/** Three periods of each contract are due at once, as after two months in which no worker ran. */
async function periodRun({ client, staff }: BenchInstallation, { long }: Wishes): Promise<string> {
  const contracts = long ? RUN_OVER_LONG : RUN_OVER;
  const ids = await loadSignedContracts(client, contracts, 'run');
  await enableBillingInBulk(staff.context, ids, { frequency: 'monthly' });
  await client.query('ANALYZE billing_periods, contracts');
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(process.memoryUsage().rss), 200);
  let issued = 0;
  const job = { ...staff.context, actor: { type: 'system', label: 'issue_due_periods' } as const };
  const took = await milliseconds(async () => {
    issued = await issueDuePeriods(job);
  });
  clearInterval(timer);
  const { first, last } = firstAndLast(samples);
  return table(
    [
      `period run over ${contracts.toLocaleString('en')} contracts, three months late`,
      'time',
      'invoices',
      'invoices/s',
      'memory, first and last quarter',
    ],
    [
      [
        'job (issueDuePeriods)',
        ms(took),
        issued.toLocaleString('en'),
        ((issued / took) * 1_000).toFixed(0),
        `${megabytes(first)}, ${megabytes(last)}`,
      ],
    ],
  );
}
