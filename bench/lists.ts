import { Agent } from 'node:http';
import type { BenchInstallation } from './bench-installation.js';
import { type Question, questionsFor } from './list-questions.js';
import type { Aim, Measured, Part } from './part.js';
import { countQueries } from './query-count.js';
import { type ServerProcess, startProcess } from './server-process.js';
import { ask, type StaffDoor, staffDoor } from './staff-door.js';
import { kilobytes, median, milliseconds, ms, ratios, table } from './statistics.js';

const ROUNDS = 60;
const WARM_UP = 15;
/** A question that takes long is asked less often. */
const SLOW_MS = 500;
const SLOW_ROUNDS = 3;
const GROWTH_AIM = 1.2;
const BARE_AIM = 4;
const QUERIES_AIM = 6;
const WIRE_AIM_KB = 40;

/** One installation with its two servers: the product and the bare one. */
interface Side {
  bench: BenchInstallation;
  door: StaffDoor;
  bare: ServerProcess;
  agent: Agent;
}

interface Asked {
  question: string;
  small: number[];
  large: number[];
  /** What the bare server took at a million, where it knows the rows. */
  bare: number[];
  queries: number;
  bytes: number;
}

export const listsPart: Part = {
  name: 'lists',
  title: "The back-office's lists",
  async measure(places): Promise<Measured> {
    const [small, large] = [await side(await places.small()), await side(await places.large())];
    try {
      const { asked, notOffered } = await askAll(small, large);
      return { text: textOf(asked, notOffered, small, large), aims: aimsOf(asked, notOffered, large) };
    } finally {
      for (const { door, bare, agent } of [small, large]) {
        door.close();
        agent.destroy();
        await bare.stop();
      }
    }
  },
};

async function side(bench: BenchInstallation): Promise<Side> {
  const product = await bench.server();
  const door = await staffDoor(product.baseUrl, bench.staff);
  const bare = await startProcess(
    ['--import', 'tsx', 'bench/bare-server.ts'],
    { DATABASE_URL: bench.databaseUrl },
    '/readyz',
  );
  return { bench, door, bare, agent: new Agent({ keepAlive: true }) };
}

async function askAll(small: Side, large: Side): Promise<{ asked: Asked[]; notOffered: string[] }> {
  const few = await questionsFor(small.bench, small.door);
  const many = await questionsFor(large.bench, large.door);
  const asked: Asked[] = [];
  for (const [index, question] of few.questions.entries()) {
    const twin = many.questions[index];
    if (twin === undefined) throw new Error('both sizes are asked the same');
    asked.push(await askInRounds(small, large, question, twin));
    process.stdout.write(`\r${index + 1} of ${few.questions.length} questions `);
  }
  process.stdout.write('\n');
  return { asked, notOffered: few.notOffered };
}

async function askInRounds(small: Side, large: Side, question: Question, twin: Question): Promise<Asked> {
  const get = async ({ door }: Side, { path, says }: Question) => {
    const answer = await door.get(path);
    if (answer.status !== 200)
      throw new Error(`${says} was answered ${answer.status}: ${path} ${answer.text.slice(0, 200)}`);
  };
  const getBare = ({ agent, bare }: Side) => ask(agent, `${bare.baseUrl}/?${question.bare}`, 'GET', {});
  const asked: Asked = { question: question.says, small: [], large: [], bare: [], queries: 0, bytes: 0 };
  let rounds = ROUNDS;
  for (let round = -WARM_UP; round < rounds; round += 1) {
    // Now the one first, now the other.
    const early = round % 2 === 0 ? await milliseconds(() => get(small, question)) : null;
    const many = await milliseconds(() => get(large, twin));
    const few = early ?? (await milliseconds(() => get(small, question)));
    if (Math.max(few, many) > SLOW_MS) [round, rounds] = [Math.max(round, 0), SLOW_ROUNDS];
    const bare = question.bare === undefined ? null : await milliseconds(() => getBare(large));
    if (round < 0) continue;
    asked.small.push(few);
    asked.large.push(many);
    if (bare !== null) asked.bare.push(bare);
  }
  asked.queries = await countQueries(large.bench, () => get(large, twin));
  asked.bytes = (await large.door.get(twin.path, { 'accept-encoding': 'gzip, deflate, br' })).bytes;
  return asked;
}

function textOf(asked: Asked[], notOffered: string[], small: Side, large: Side): string {
  const head = (place: Side) => place.bench.payments.toLocaleString('en');
  const withBare = asked.filter(({ bare }) => bare.length > 0);
  return [
    table(
      ['question', `${head(small)} payments`, `${head(large)} payments`, 'ratio', 'queries', 'compressed'],
      asked.map((one) => [
        one.question,
        ms(median(one.small)),
        ms(median(one.large)),
        growth(one).toFixed(2),
        String(one.queries),
        kilobytes(one.bytes),
      ]),
    ),
    '',
    table(
      [`100 rows of ${head(large)}`, 'node:http + pg', 'back-office', 'ratio'],
      withBare.map((one) => [one.question, ms(median(one.bare)), ms(median(one.large)), toBare(one).toFixed(2)]),
    ),
    '',
    `Medians of ${ROUNDS} interleaved rounds (${SLOW_ROUNDS} where a question took more than half a second), one request at a time, uncompressed over`,
    'keep-alive. Queries are counted in the log of PostgreSQL, those for session and staff user included. The bare server answers',
    'the same columns of the same rows by one prepared statement, without session, rights or counting.',
    ...(notOffered.length === 0 ? [] : ['', `Not offered and so not measured: ${notOffered.join(', ')}.`]),
  ].join('\n');
}

function growth({ small, large }: Asked): number {
  return median(ratios(large, small));
}

function toBare({ large, bare }: Asked): number {
  return median(ratios(large, bare));
}

function aimsOf(asked: Asked[], notOffered: string[], large: Side): Aim[] {
  const worst = [...asked].sort((a, b) => growth(b) - growth(a))[0];
  const pages = asked.filter(({ bare }) => bare.length > 0);
  const most = (figure: (one: Asked) => number) => Math.max(...pages.map(figure));
  const size = large.bench.payments.toLocaleString('en');
  return [
    ...(worst === undefined
      ? []
      : [
          {
            says: `Every list at ${size}, to ten thousand (worst: ${worst.question})`,
            figure: growth(worst),
            limit: GROWTH_AIM,
            unit: '×',
          },
        ]),
    { says: 'A page of 100 payments, to bare node:http + pg', figure: most(toBare), limit: BARE_AIM, unit: '×' },
    { says: 'Queries of a page of 100 payments', figure: most(({ queries }) => queries), limit: QUERIES_AIM, unit: '' },
    {
      says: 'A page of 100 payments, compressed',
      figure: most(({ bytes }) => bytes) / 1_000,
      limit: WIRE_AIM_KB,
      unit: 'kB',
    },
    { says: 'Questions that the lists do not offer', figure: notOffered.length, limit: 0, unit: '' },
  ];
}
