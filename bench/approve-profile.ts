import { type Profiler, Session } from 'node:inspector/promises';
import pg from 'pg';
import type { renderMail } from '../src/services/notifications/render-mail.js';
import type { approveInBulk } from '../src/services/payments/review-in-bulk.js';
import type { BenchInstallation } from './bench-installation.js';
import { builtModule } from './built-product.js';
import { loadPending } from './load-pending.js';
import { milliseconds, ms, table } from './statistics.js';

const PAYMENTS = 1_000;
const ROUNDS = 5;

/** One thousand through the service under a CPU profile: where the wall-clock time of this process went. */
export async function whereTimeGoes(bench: BenchInstallation): Promise<string> {
  const service = await builtModule<{ approveInBulk: typeof approveInBulk }>('services/payments/review-in-bulk.js');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  const spent = new Map<string, number>();
  let wall = 0;
  let statements = 0;
  let serialising = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = await loadPending(bench.client, PAYMENTS, `profile${round}`);
    const counted = countStatements();
    const serialised = timeJson();
    await session.post('Profiler.start');
    wall += await milliseconds(() => service.approveInBulk(bench.staff.context, { paymentIds: ids }));
    const { profile } = await session.post('Profiler.stop');
    statements += counted.stop();
    serialising += serialised.stop();
    for (const [where, time] of byPlace(profile)) spent.set(where, (spent.get(where) ?? 0) + time);
  }
  session.disconnect();
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0);
  const rows = [...spent]
    .sort((a, b) => b[1] - a[1])
    .map(([where, time]) => [where, ms(time / ROUNDS), share(time, all)]);
  return [
    '### Where the time of the service goes',
    '',
    table([`approving ${PAYMENTS.toLocaleString('en')}, ${ms(wall / ROUNDS)}`, 'time', 'share'], rows),
    '',
    `${(statements / ROUNDS).toFixed(0)} statements, in two lanes at once: while one lane waits for PostgreSQL the other works. Serialising`,
    `(JSON of parameters, audit entries and the report, wherever it is written or read above) takes ${ms(serialising / ROUNDS)}. The mails are not rendered`,
    `here but by the worker, which asks for seller and account each time: ${await renderingTime(bench)} for ${PAYMENTS.toLocaleString('en')}.`,
  ].join('\n');
}

function share(time: number, all: number): string {
  return `${((time / all) * 100).toFixed(0)} %`;
}

function countStatements(): { stop(): number } {
  const submit = pg.Query.prototype.submit;
  let count = 0;
  pg.Query.prototype.submit = function counted(this: pg.Query, connection: pg.Connection) {
    count += 1;
    return submit.call(this, connection);
  };
  return {
    stop() {
      pg.Query.prototype.submit = submit;
      return count;
    },
  };
}

/** Builtins stand in no profile by their names: what they take counts as their callers'. */
function timeJson(): { stop(): number } {
  const { stringify, parse } = JSON;
  let spent = 0;
  const timed =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const started = performance.now();
      try {
        return work(...args);
      } finally {
        spent += performance.now() - started;
      }
    };
  Object.assign(JSON, { stringify: timed(stringify), parse: timed(parse) });
  return {
    stop() {
      Object.assign(JSON, { stringify, parse });
      return spent;
    },
  };
}

const PLACES: [RegExp, string][] = [
  [/@prisma|\.prisma|^wasm:/, 'Prisma: building statements, reading answers'],
  [/\/pg(-[a-z]+)?\/|\/postgres-[a-z]+\/|node:net|stream_base|streams\//, 'driver and socket'],
  [/\/dist\/src\/|\/src\//, "the product's own code, with its JSON"],
];

/** Milliseconds of self time, by who spent them. */
function byPlace({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const placeOf = new Map(nodes.map(({ id, callFrame }) => [id, place(callFrame)]));
  const spent = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const where = placeOf.get(id) ?? 'Node.js itself';
    spent.set(where, (spent.get(where) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  }
  return spent;
}

function place({ functionName, url }: { functionName: string; url: string }): string {
  if (functionName === '(idle)') return 'waiting for PostgreSQL (SQL, triggers, commit)';
  if (functionName === '(garbage collector)') return 'garbage collection';
  return PLACES.find(([pattern]) => pattern.test(url))?.[1] ?? 'Node.js itself';
}

async function renderingTime({ staff }: BenchInstallation): Promise<string> {
  const { installation } = staff.context;
  const rendering = await builtModule<{ renderMail: typeof renderMail }>('services/notifications/render-mail.js');
  const mails = await installation.prisma.mail.findMany({
    where: { kind: 'payment-approved', status: 'queued' },
    orderBy: { id: 'desc' },
    take: PAYMENTS,
  });
  return ms(
    await milliseconds(async () => {
      for (const mail of mails) await rendering.renderMail(installation, mail, { link: null });
    }),
  );
}
