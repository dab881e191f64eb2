import { approveInBulk } from '../src/services/payments/review-in-bulk.js';
import { staffDoor } from './approve-by-http.js';
import { approveBySql } from './approve-by-sql.js';
import type { BenchInstallation } from './bench-installation.js';
import { loadHistory } from './load.js';
import { loadPending } from './load-pending.js';
import { median, milliseconds, quantile } from './statistics.js';

const PAYMENTS = 1_000;
const HISTORY = 100_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const WARM_UP = 2;

/**
 * Bulk approval beside one hand-written statement doing the same writes. Fresh rows for every measurement, the three ways
 * interleaved in every round, ratios formed inside a round.
 */
export async function benchApproval(bench: BenchInstallation): Promise<string> {
  console.log(`loading ${HISTORY} approved payments …`);
  await loadHistory(bench.client, HISTORY);
  const approveByHttp = await staffDoor(bench);
  const ways: Record<string, (ids: number[]) => Promise<unknown>> = {
    'one SQL statement by hand': (ids) => approveBySql(bench.client, ids),
    'service (approveInBulk)': (ids) => approveInBulk(bench.staff.context, { paymentIds: ids }),
    'back-office over HTTP': approveByHttp,
  };
  const names = Object.keys(ways);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // Another one begins each round, so that no way always runs on the quietest or the busiest moment.
    const order = names.map((_, index) => names[(index + round + WARM_UP) % names.length] ?? '');
    for (const [turn, name] of order.entries()) {
      const ids = await loadPending(bench.client, PAYMENTS, `r${round + WARM_UP}t${turn}`);
      await bench.client.query('ANALYZE payments, invoices, accounts, subscriptions; CHECKPOINT');
      const ms = await milliseconds(async () => ways[name]?.(ids));
      if (round >= 0) times[name]?.push(ms);
    }
    process.stdout.write(round < 0 ? 'warming up\n' : `round ${round + 1} of ${ROUNDS}\n`);
  }
  return `${table(names, times)}\n\n${ROUNDS} rounds.`;
}

function table(names: string[], times: Record<string, number[]>): string {
  const [base = ''] = names;
  const rows = names.map((name) => {
    const ms = times[name] ?? [];
    const ratios = ms.map((value, round) => value / (times[base]?.[round] ?? value));
    const cells = [
      name,
      `${median(ms).toFixed(0)} ms`,
      `${quantile(ms, 0.1).toFixed(0)}–${quantile(ms, 0.9).toFixed(0)} ms`,
      `${((PAYMENTS / median(ms)) * 1000).toFixed(0)}`,
      median(ratios).toFixed(2),
      `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `| approving ${PAYMENTS} of ${(HISTORY + PAYMENTS).toLocaleString('en')} payments | median | 10–90 % | payments/s | ratio to the statement (median) | ratios seen |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
