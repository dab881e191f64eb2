import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../test/support/chromium.js';
import type { BenchInstallation } from './bench-installation.js';
import type { Measured, Part } from './part.js';
import { type ServerProcess, startProduct } from './server-process.js';
import { staffDoor } from './staff-door.js';
import { kilobytes, median, ms, spread, table } from './statistics.js';

const ROUNDS = 7;
const LIST = '/admin/resources/Payment?filters.status=pending_approval';
const FIRST_AIM_KB = 800;
const REPEAT_AIM_KB = 20;
const QUIET_MS = 300;

interface Visit {
  bytes: number;
  requests: number;
  usableInMs: number;
  foreignHosts: string[];
}

/** The way of a colleague who has just signed in, with an empty cache and then with a full one, in a real browser. */
export const firstLoadPart: Part = {
  name: 'first-load',
  title: 'First load of the back-office',
  async measure({ large }): Promise<Measured> {
    const bench = await large();
    const browser = await launchBrowser();
    try {
      const production = await visits(browser, bench, await bench.server(), ROUNDS);
      const server = await startProduct({ ...bench.settings, NODE_ENV: 'development', WORKER: 'separate' });
      const development = await visits(browser, bench, server, 1).finally(() => server.stop());
      return measured(production, development);
    } finally {
      await browser.close();
    }
  },
};

interface Visits {
  first: Visit[];
  repeat: Visit[];
}

async function visits(
  browser: Browser,
  bench: BenchInstallation,
  server: ServerProcess,
  rounds: number,
): Promise<Visits> {
  const found: Visits = { first: [], repeat: [] };
  for (let round = 0; round < rounds; round += 1) {
    const door = await staffDoor(server.baseUrl, bench.staff);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addCookies(door.cookie.split('; ').map((pair) => cookieOf(pair, server.baseUrl)));
    found.first.push(await visit(context, server.baseUrl));
    found.repeat.push(await visit(context, server.baseUrl));
    await context.close();
    door.close();
  }
  return found;
}

function cookieOf(pair: string, url: string): { name: string; value: string; url: string } {
  const [name = '', ...value] = pair.split('=');
  return { name, value: value.join('='), url };
}

/** Until the first row can be clicked; bytes are counted by the browser, headers and compression as they came. */
async function visit(context: BrowserContext, baseUrl: string): Promise<Visit> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  const fromNetwork = new Set<string>();
  const hosts = new Set<string>();
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.url.startsWith('http')) hosts.add(new URL(response.url).host);
    if (!response.fromDiskCache && response.url.startsWith('http')) fromNetwork.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (fromNetwork.has(requestId)) bytes += encodedDataLength;
  });
  await devtools.send('Network.enable');
  const started = performance.now();
  await page.goto(`${baseUrl}${LIST}`, { waitUntil: 'commit' });
  await page.locator('main table tbody tr').first().waitFor({ state: 'visible', timeout: 60_000 });
  const usableInMs = performance.now() - started;
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(QUIET_MS);
  await page.close();
  const { host } = new URL(baseUrl);
  return { bytes, requests: fromNetwork.size, usableInMs, foreignHosts: [...hosts].filter((other) => other !== host) };
}

function measured({ first, repeat }: Visits, development: Visits): Measured {
  const [firstKb, repeatKb] = [first, repeat].map((found) => median(found.map(({ bytes }) => bytes)) / 1_000);
  const foreign = [...first, ...repeat].flatMap(({ foreignHosts }) => foreignHosts);
  const text = [
    table(
      ['to the list of pending payments', 'over the wire', 'requests', 'usable after', '10–90 %'],
      [
        rowOf('first visit, empty cache', first),
        rowOf('repeat visit', repeat),
        rowOf('first visit, NODE_ENV=development', development.first),
        rowOf('repeat visit, NODE_ENV=development', development.repeat),
      ],
    ),
    '',
    `Chromium on the same machine, signed in; ${ROUNDS} visits each in a fresh profile (one in development). Usable: the first row of the list`,
    'is there. Bytes are what the browser received, headers included.',
  ].join('\n');
  return {
    text,
    aims: [
      { says: 'First visit of the back-office', figure: firstKb ?? 0, limit: FIRST_AIM_KB, unit: 'kB' },
      { says: 'Repeat visit of the back-office', figure: repeatKb ?? 0, limit: REPEAT_AIM_KB, unit: 'kB' },
      {
        says: 'First visit in development',
        figure: median(development.first.map(({ bytes }) => bytes)) / 1_000,
        limit: FIRST_AIM_KB,
        unit: 'kB',
      },
      { says: 'Foreign hosts that the browser was sent to', figure: foreign.length, limit: 0, unit: '' },
    ],
  };
}

function rowOf(name: string, found: Visit[]): string[] {
  const times = found.map(({ usableInMs }) => usableInMs);
  return [
    name,
    kilobytes(median(found.map(({ bytes }) => bytes))),
    median(found.map(({ requests }) => requests)).toFixed(0),
    ms(median(times)),
    spread(times),
  ];
}
