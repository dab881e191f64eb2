import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchInstallation } from './bench-installation.js';
import type { Measured, Part } from './part.js';
import { startProduct } from './server-process.js';
import { ask, staffDoor } from './staff-door.js';
import { median, megabytes, ms, spread, table } from './statistics.js';

const RESTARTS = 5;
const REQUESTS = 10_000;
const CALLERS = 4;
const REST_MS = 3_000;
const LIST = '/admin/api/resources/Payment/actions/list';

/** How soon a server is ready, and what it weighs. */
export const processPart: Part = {
  name: 'process',
  title: 'Starting, and memory',
  async measure({ large }): Promise<Measured> {
    const starts = await startUps();
    const weight = await weigh(await large());
    const rows = [
      ['first start: database made, migrated and filled', ms(starts.first), '–'],
      ['every further start', ms(median(starts.further)), spread(starts.further)],
    ];
    return {
      text: [
        table(['start to /readyz, embedded PostgreSQL included', 'median', '10–90 %'], rows),
        '',
        table(
          ['resident memory of the server process', ''],
          [
            ['idle after the start', megabytes(weight.idle)],
            [`after ${REQUESTS.toLocaleString('en')} requests`, megabytes(weight.worked)],
          ],
        ),
        '',
        `One request in ten asks for the list of pending payments, one for a payment's page, the others for the sign-in page; ${CALLERS} at once, ${weight.perSecond.toFixed(0)} a second.`,
      ].join('\n'),
      aims: [],
    };
  },
};

async function startUps(): Promise<{ first: number; further: number[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-start-'));
  // The database's system user passes through here.
  await chmod(folder, 0o711);
  const further: number[] = [];
  let first = 0;
  try {
    for (let start = 0; start <= RESTARTS; start += 1) {
      const server = await startProduct({ DATA_DIR: path.join(folder, 'data'), ADMIN_EMAIL: 'first@staff.example' });
      if (start === 0) first = server.readyInMs;
      else further.push(server.readyInMs);
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { first, further };
}

async function weigh({ settings, staff, payments }: BenchInstallation) {
  const server = await startProduct({ ...settings, WORKER: 'separate' });
  const door = await staffDoor(server.baseUrl, staff);
  const agent = new Agent({ keepAlive: true });
  await sleep(REST_MS);
  const idle = await server.memory();
  const started = performance.now();
  let sent = 0;
  const requestOf = (turn: number) => {
    if (turn % 10 === 0) return door.get(`${LIST}?filters.status=pending_approval&perPage=20`);
    if (turn % 10 === 1) return door.get(`/admin/api/resources/Payment/records/${payments - (turn % 1_000)}/show`);
    return ask(agent, `${server.baseUrl}/login`, 'GET', {});
  };
  const caller = async () => {
    for (let turn = sent++; turn < REQUESTS; turn = sent++) {
      const { status } = await requestOf(turn);
      if (status !== 200) throw new Error(`request ${turn} was answered ${status}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: CALLERS }, caller));
    const perSecond = REQUESTS / ((performance.now() - started) / 1_000);
    await sleep(REST_MS);
    return { idle, worked: await server.memory(), perSecond };
  } finally {
    agent.destroy();
    door.close();
    await server.stop();
  }
}
