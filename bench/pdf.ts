import { blocksOf } from '../src/services/contracts/markdown.js';
import { sampleContract, sampleInvoice } from '../test/pdf/samples.js';
import type { Measured, Part } from './part.js';
import { median, megabytes, milliseconds, table } from './statistics.js';

const ROUNDS = 5;
const PER_ROUND = 60;

/** Documents made one after the other in the one thread that makes them, every one with data of its own. */
export const pdfPart: Part = {
  name: 'pdf',
  title: 'Making PDFs',
  async measure({ small }): Promise<Measured> {
    const { pdf } = (await small()).staff.context.installation;
    const kinds: Record<string, (index: number) => Promise<Buffer>> = {
      'invoice of two pages': (index) => pdf.invoice(invoiceOf(index)),
      'contract of five pages, sealed': (index) => pdf.contract(contractOf(index)),
    };
    const rows: string[][] = [];
    for (const [name, make] of Object.entries(kinds)) rows.push(await row(name, make));
    const text = [
      table(['one thread', 'documents/s', 'size', 'memory of the process, before → after'], rows),
      '',
      "One thread makes them, one after the other, beside the server's own; every document has data of its own.",
    ];
    return { text: text.join('\n'), aims: [] };
  },
};

async function row(name: string, make: (index: number) => Promise<Buffer>): Promise<string[]> {
  let size = 0;
  let made = 0;
  const round = async () => {
    for (let count = 0; count < PER_ROUND; count += 1) {
      made += 1;
      size = (await make(made)).length;
    }
  };
  await round();
  const before = memory();
  const times: number[] = [];
  for (let count = 0; count < ROUNDS; count += 1) times.push(await milliseconds(round));
  const perSecond = (PER_ROUND / median(times)) * 1000;
  return [name, perSecond.toFixed(0), `${(size / 1_000).toFixed(0)} kB`, `${before} → ${memory()}`];
}

function invoiceOf(index: number) {
  const sample = sampleInvoice({ number: `INV-12-202603-${String(index).padStart(4, '0')}` });
  const lines = sample.lines.map((line) => ({ ...line, description: `${line.description} of batch ${index}` }));
  return { ...sample, lines, buyer: { ...sample.buyer, name: `Buyer number ${index}` } };
}

function contractOf(index: number) {
  const clauses = Array.from(
    { length: 12 },
    (_, clause) => `## ${clause + 1}. Clause\n\n${`What buyer ${index} agreed to. `.repeat(40)}`,
  );
  const sample = sampleContract(blocksOf(clauses.join('\n\n')));
  const { content } = sample;
  return { ...sample, content: { ...content, buyer: { ...content.buyer, name: `Buyer number ${index}` } } };
}

function memory(): string {
  return megabytes(process.memoryUsage().rss);
}
