import { enableBillingInBulk } from '../src/services/billing-periods/bill-in-bulk.js';
import { issueDuePeriods } from '../src/services/billing-periods/issue-due-periods.js';
import type { BenchInstallation } from './bench-installation.js';
import { loadSignedContracts } from './load-contracts.js';
import { median, milliseconds, quantile } from './statistics.js';

const CONTRACTS = 1_000;
const RUN_OVER = Number(process.env.BENCH_CONTRACTS ?? 50_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);

/** Enabling billing on 1,000 contracts, and one run of the job over 50,000 contracts with a period that is due. */
export async function benchBilling(bench: BenchInstallation): Promise<string> {
  return `${await enabling(bench)}\n\n${await periodRun(bench)}`;
}

async function enabling({ client, staff }: BenchInstallation): Promise<string> {
  const times: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const ids = await loadSignedContracts(client, CONTRACTS, `enable${round + 1}`);
    const ms = await milliseconds(() =>
      enableBillingInBulk(staff.context, ids, { frequency: 'monthly', manualRelease: true }),
    );
    if (round >= 0) times.push(ms);
  }
  return [
    '| enabling billing of 1,000 contracts, 12 periods each | median | 10–90 % | contracts/s |',
    '|---|---|---|---|',
    `| service (enableBillingInBulk) | ${median(times).toFixed(0)} ms | ${quantile(times, 0.1).toFixed(0)}–${quantile(times, 0.9).toFixed(0)} ms | ${((CONTRACTS / median(times)) * 1000).toFixed(0)} |`,
  ].join('\n');
}

/** Three periods of each contract are due at once, as after two months in which no worker ran. */
async function periodRun({ client, staff }: BenchInstallation): Promise<string> {
  const ids = await loadSignedContracts(client, RUN_OVER, 'run');
  await enableBillingInBulk(staff.context, ids, { frequency: 'monthly' });
  await client.query('ANALYZE billing_periods, contracts');
  const memory = watchMemory();
  let issued = 0;
  const job = { ...staff.context, actor: { type: 'system', label: 'issue_due_periods' } as const };
  const ms = await milliseconds(async () => {
    issued = await issueDuePeriods(job);
  });
  const { first, last } = memory.stop();
  return [
    `| period run over ${RUN_OVER.toLocaleString('en')} contracts, three months late | time | invoices | invoices/s | memory, first and last quarter |`,
    '|---|---|---|---|---|',
    `| job (issueDuePeriods) | ${(ms / 1000).toFixed(1)} s | ${issued.toLocaleString('en')} | ${((issued / ms) * 1000).toFixed(0)} | ${first.toFixed(0)} MB, ${last.toFixed(0)} MB |`,
  ].join('\n');
}

/** Median resident memory of the first and of the last quarter of the run: flat means the same. */
function watchMemory(): { stop(): { first: number; last: number } } {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(process.memoryUsage().rss / 1e6), 200);
  return {
    stop() {
      clearInterval(timer);
      const quarter = Math.max(1, Math.floor(samples.length / 4));
      return { first: median(samples.slice(0, quarter)), last: median(samples.slice(-quarter)) };
    },
  };
}
