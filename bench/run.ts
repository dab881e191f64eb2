import { parseArgs } from 'node:util';
import { approvalPart } from './approve.js';
import { type BenchInstallation, openBench } from './bench-installation.js';
import { billingPart } from './billing.js';
import { builtProduct } from './built-product.js';
import { firstLoadPart } from './first-load.js';
import { forgetResult, keepResult, loadNow, machine } from './kept-results.js';
import { listsPart } from './lists.js';
import { loadingPart } from './loading.js';
import { mixedPart } from './mixed.js';
import type { Part, Places, Wishes } from './part.js';
import { pdfPart } from './pdf.js';
import { processPart } from './process.js';
import { writeReport } from './report.js';

// `npm run bench`: the figures of docs/bench.md, which it writes anew, on databases and folders of its own.
// `npm run bench -- lists approve` measures these parts only. --payments 10000000, --long, --rounds 5, --seconds 60; --try keeps nothing.

/** Reading before writing: lists and first load find the tables as they were filled. */
const PARTS: readonly Part[] = [
  loadingPart,
  listsPart,
  firstLoadPart,
  processPart,
  approvalPart,
  mixedPart,
  billingPart,
  pdfPart,
];
const SMALL = 10_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    payments: { type: 'string', default: '1000000' },
    long: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '120' },
    try: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0)
  throw new Error(`there is no part ${unknown.join(', ')}: ${PARTS.map(({ name }) => name).join(', ')}`);
const wishes: Wishes = {
  payments: Number(values.payments),
  long: values.long,
  rounds: Number(values.rounds),
  mixedSeconds: Math.min(Number(values.seconds), 300),
};
await run(PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)));

async function run(parts: readonly Part[]): Promise<void> {
  await builtProduct();
  const opened = new Map<number, Promise<BenchInstallation>>();
  const open = (payments: number) => {
    const place = opened.get(payments) ?? openBench(payments);
    opened.set(payments, place);
    return place;
  };
  const close = async () => {
    for (const place of opened.values()) await (await place).close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => close().finally(() => process.exit(1)));
  const places: Places = { small: () => open(SMALL), large: () => open(wishes.payments) };
  try {
    // What one part cannot measure must not cost the others.
    for (const part of parts) await measure(part, places).catch((error: unknown) => failed(part, error));
  } finally {
    await close();
  }
}

async function measure(part: Part, places: Places): Promise<void> {
  const loadBefore = loadNow();
  const started = Date.now();
  console.log(`\n— ${part.title}`);
  const measured = await part.measure(places, wishes);
  console.log(`\n${measured.text}\n`);
  if (values.try) return console.log(measured.aims);
  const results = await keepResult(part.name, {
    title: part.title,
    measuredAt: new Date().toISOString(),
    seconds: (Date.now() - started) / 1_000,
    machine: machine(),
    loadBefore,
    ...measured,
  });
  await writeReport(PARTS, results);
}

async function failed({ name }: Part, error: unknown): Promise<void> {
  console.error(`${name} was not measured:`, error);
  process.exitCode = 1;
  if (!values.try) await writeReport(PARTS, await forgetResult(name));
}
