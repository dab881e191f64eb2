import type { approveInBulk } from '../src/services/payments/review-in-bulk.js';
import { answerSizes } from './approve-answers.js';
import { approveByHttp } from './approve-by-http.js';
import { approveBySql } from './approve-by-sql.js';
import { whereTimeGoes } from './approve-profile.js';
import type { BenchInstallation } from './bench-installation.js';
import { builtModule } from './built-product.js';
import { loadPending } from './load-pending.js';
import type { Aim, Measured, Part } from './part.js';
import { type StaffDoor, staffDoor } from './staff-door.js';
import { median, megabytes, milliseconds, ms, ratios, spread, table } from './statistics.js';

const SIZES = [1, 100, 1_000, 10_000];
const WARM_UP = 2;
const LARGE = 10_000;
const SERVICE_AIM = 1.5;
const HTTP_AIM = 1.75;
const FLAT = 1.25;
const ANSWER_AIM_KB = 100;

type Way = (ids: number[]) => Promise<unknown>;

interface Sized {
  size: number;
  times: Record<string, number[]>;
  /** The server's highest memory while it approved over HTTP. */
  peaks: number[];
}

/**
 * Bulk approval beside one hand-written statement doing the same writes, and beside one such statement per payment. Fresh
 * rows for every measurement, the ways interleaved in every round.
 */
export const approvalPart: Part = {
  name: 'approve',
  title: 'Approving payments',
  async measure({ large }, { rounds }): Promise<Measured> {
    const bench = await large();
    const door = await staffDoor((await bench.server()).baseUrl, bench.staff);
    const ways = await waysOf(bench, door);
    const sized: Sized[] = [];
    for (const size of SIZES) sized.push(await measureSize(bench, ways, size, rounds));
    const answers = await answerSizes(bench, door);
    const profile = await whereTimeGoes(bench);
    door.close();
    return { text: [textOf(bench, sized, answers), profile].join('\n\n'), aims: aimsOf(sized, answers) };
  },
};

const BY_SQL = 'one SQL statement by hand';
const BY_SERVICE = 'service (approveInBulk)';
const BY_HTTP = 'back-office over HTTP';
const ONE_BY_ONE = 'one SQL statement per payment';

async function waysOf({ client, staff }: BenchInstallation, door: StaffDoor): Promise<Record<string, Way>> {
  const service = await builtModule<{ approveInBulk: typeof approveInBulk }>('services/payments/review-in-bulk.js');
  return {
    [BY_SQL]: (ids) => approveBySql(client, ids),
    [BY_SERVICE]: (ids) => service.approveInBulk(staff.context, { paymentIds: ids }),
    [BY_HTTP]: (ids) => approveByHttp(door, ids),
    async [ONE_BY_ONE](ids) {
      for (const id of ids) await approveBySql(client, [id]);
    },
  };
}

async function measureSize(
  bench: BenchInstallation,
  ways: Record<string, Way>,
  size: number,
  rounds: number,
): Promise<Sized> {
  const server = await bench.server();
  const names = Object.keys(ways);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const peaks: number[] = [];
  // By then everything is warm.
  for (let round = size < LARGE ? -WARM_UP : 0; round < rounds; round += 1) {
    const fresh = await loadPending(bench.client, size * names.length, `s${size}r${round + WARM_UP}`);
    await bench.client.query('ANALYZE payments, invoices, accounts, subscriptions, invoice_lines, users; CHECKPOINT');
    // Another one begins each round, so that no way always runs on the quietest or the busiest moment.
    const order = names.map((_, index) => names[(index + round + WARM_UP) % names.length] ?? '');
    for (const [turn, name] of order.entries()) {
      const ids = fresh.slice(turn * size, (turn + 1) * size);
      await server.forgetPeak();
      const took = await milliseconds(async () => ways[name]?.(ids));
      const peak = name === BY_HTTP ? await server.peakMemory() : null;
      if (round < 0) continue;
      times[name]?.push(took);
      if (peak !== null) peaks.push(peak);
    }
    process.stdout.write(`\r${size} payments: round ${Math.max(0, round + 1)} of ${rounds} `);
  }
  process.stdout.write('\n');
  return { size, times, peaks };
}

function textOf({ payments }: BenchInstallation, sized: Sized[], answers: Record<string, number>): string {
  const rows = sized.flatMap(({ size, times }) =>
    Object.entries(times).map(([name, found]) => row(size, name, found, times)),
  );
  return [
    `Of ${payments.toLocaleString('en')} payments and the fresh ones of each round:`,
    '',
    table(
      ['payments', 'way', 'median', '10–90 %', 'payments/s', 'ratio to the statement', 'ratios seen', 'rounds'],
      rows,
    ),
    '',
    'The statement by hand does the same seven writes under the same constraints and triggers, but it knows only the first payment',
    'of a monthly plan, checks no permission, reports nothing and commits once. The service locks in the fixed order, works out',
    'periods for every case, answers an outcome for each payment, commits in chunks, two side by side, and keeps the report.',
    '',
    table(
      ['over HTTP', 'peak memory of the server'],
      sized.map(({ size, peaks }) => [
        size.toLocaleString('en'),
        peaks.length === 0 ? 'not told by this system' : megabytes(median(peaks)),
      ]),
    ),
    '',
    table(
      ['answer about 10,000 ids', 'size'],
      Object.entries(answers).map(([name, bytes]) => [name, `${(bytes / 1_000).toFixed(1)} kB`]),
    ),
  ].join('\n');
}

function row(size: number, name: string, found: number[], times: Record<string, number[]>): string[] {
  const compared = ratios(found, times[BY_SQL] ?? []);
  return [
    size.toLocaleString('en'),
    name,
    ms(median(found)),
    spread(found),
    ((size / median(found)) * 1_000).toFixed(0),
    median(compared).toFixed(2),
    `${Math.min(...compared).toFixed(2)}–${Math.max(...compared).toFixed(2)}`,
    String(found.length),
  ];
}

function aimsOf(sized: Sized[], answers: Record<string, number>): Aim[] {
  const thousand = sized.find(({ size }) => size === 1_000);
  const ratio = (name: string) => median(ratios(thousand?.times[name] ?? [], thousand?.times[BY_SQL] ?? []));
  const peak = (wanted: number) => median(sized.find(({ size }) => size === wanted)?.peaks ?? []);
  return [
    {
      says: 'Approving 1,000 through the service, to the set-based statement',
      figure: ratio(BY_SERVICE),
      limit: SERVICE_AIM,
      unit: '×',
    },
    {
      says: 'Approving 1,000 over HTTP, to the set-based statement',
      figure: ratio(BY_HTTP),
      limit: HTTP_AIM,
      unit: '×',
    },
    ...(peak(1_000) > 0
      ? [{ says: 'Memory of approving 10,000, to 1,000', figure: peak(10_000) / peak(1_000), limit: FLAT, unit: '×' }]
      : []),
    {
      says: 'The answer to a bulk approval of 10,000',
      figure: Math.max(...Object.values(answers)) / 1_000,
      limit: ANSWER_AIM_KB,
      unit: 'kB',
    },
  ];
}
