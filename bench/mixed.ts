import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchInstallation } from './bench-installation.js';
import { type Act, type Log, staffAtWork, tenantAtWork } from './mixed-people.js';
import type { Measured, Part } from './part.js';
import { type ServerProcess, startProduct } from './server-process.js';
import { slowMailServer } from './slow-mail-server.js';
import { firstAndLast, median, megabytes, ms, quantile, table } from './statistics.js';
import { verify } from './verify.js';

const TENANTS = 4;
const STAFF = 4;
const MAIL_TAKES_MS = 200;
/** Until caches are warm and the compiler has seen the code. */
const WARM_UP_MS = 15_000;
const FLAT = 1.25;

interface Samples {
  memory: number[];
  connections: number[];
}

/** Everybody at once on one server with its worker: sign-ups, confirmations with slips, approvals, and mail that is slow to go. */
export const mixedPart: Part = {
  name: 'mixed',
  title: 'Mixed load',
  async measure({ large }, { mixedSeconds }): Promise<Measured> {
    const bench = await large();
    const mail = await slowMailServer(MAIL_TAKES_MS);
    const server = await startProduct({ ...bench.settings, SMTP_URL: mail.url, MAIL_FROM: 'billing@bench.example' });
    const log: Log = { acts: [], approved: 0, errors: [] };
    let samples: Samples;
    try {
      samples = await atWork(bench, server, log, mixedSeconds);
    } finally {
      await server.stop();
      await mail.stop();
    }
    const verified = await verify(bench);
    return report(log, samples, { delivered: mail.delivered(), seconds: mixedSeconds, verified });
  },
};

async function atWork(bench: BenchInstallation, server: ServerProcess, log: Log, seconds: number): Promise<Samples> {
  const end = performance.now() + WARM_UP_MS + seconds * 1_000;
  const isOver = () => performance.now() > end;
  const people = [
    ...Array.from({ length: TENANTS }, () => tenantAtWork(server.baseUrl, log, isOver)),
    ...Array.from({ length: STAFF }, (_, desk) => staffAtWork(bench, server.baseUrl, log, isOver, desk)),
  ];
  await sleep(WARM_UP_MS);
  log.acts.length = 0;
  log.approved = 0;
  const samples: Samples = { memory: [], connections: [] };
  while (!isOver()) {
    samples.memory.push(await server.memory());
    const { rows } = await bench.client.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM pg_stat_activity WHERE usename = 'countersign_app' AND application_name LIKE 'countersign%'`,
    );
    samples.connections.push(rows[0]?.open ?? 0);
    await sleep(500);
  }
  await Promise.all(people);
  return samples;
}

interface Outcome {
  delivered: number;
  seconds: number;
  verified: number;
}

function report(
  { acts, approved, errors }: Log,
  samples: Samples,
  { delivered, seconds, verified }: Outcome,
): Measured {
  const kinds = [...new Set(acts.map(({ what }) => what))].sort();
  const memory = firstAndLast(samples.memory);
  const connections = firstAndLast(samples.connections);
  const text = [
    table(
      ['what', 'number', 'a second', 'p50', 'p99'],
      kinds.map((what) => rowOf(what, acts, seconds)),
    ),
    '',
    table(
      ['while it ran', 'first quarter', 'last quarter'],
      [
        ['resident memory of the server', megabytes(memory.first), megabytes(memory.last)],
        ['connections to PostgreSQL', connections.first.toFixed(0), connections.last.toFixed(0)],
      ],
    ),
    '',
    `${seconds} seconds after ${WARM_UP_MS / 1_000} of warming up, ${TENANTS} tenants without a pause and ${STAFF} colleagues who look a moment before they approve what`,
    'their list shows, all on one machine with the database, the worker (mail, PDFs) and the load itself.',
    `${approved.toLocaleString('en')} payments were approved. The SMTP server takes ${MAIL_TAKES_MS} ms for each mail and took ${delivered.toLocaleString('en')}; the rest waits in the outbox.`,
    `Errors: ${errors.length}. \`npm run verify\` afterwards: every truth holds (${ms(verified)}).`,
    ...errors.slice(0, 5).map((error) => `- ${error}`),
  ].join('\n');
  return {
    text,
    aims: [
      { says: 'Errors under mixed load', figure: errors.length, limit: 0, unit: '' },
      {
        says: 'Memory under mixed load, last quarter to first',
        figure: memory.last / memory.first,
        limit: FLAT,
        unit: '×',
      },
      {
        says: 'Connections under mixed load, last quarter to first',
        figure: connections.last / connections.first,
        limit: FLAT,
        unit: '×',
      },
    ],
  };
}

function rowOf(what: string, acts: Act[], seconds: number): string[] {
  const took = acts.filter((act) => act.what === what).map((act) => act.tookMs);
  return [
    what,
    took.length.toLocaleString('en'),
    (took.length / seconds).toFixed(1),
    ms(median(took)),
    ms(quantile(took, 0.99)),
  ];
}
