import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';
import { benchApproval } from './approve.js';
import { openBench } from './bench-installation.js';
import { benchBilling } from './billing.js';
import { benchPdf } from './pdf.js';

// `npm run bench`: the figures of docs/bench.md, which it writes anew. On a database and folders of its own.

const bench = await openBench();
try {
  const approval = await benchApproval(bench);
  console.log(`\n${approval}`);
  const billing = await benchBilling(bench);
  console.log(`\n${billing}`);
  const pdf = await benchPdf(bench.staff.context.installation.pdf);
  console.log(`\n${pdf}`);
  await writeFile(path.join(projectFolder, 'docs/bench.md'), document(approval, billing, pdf));
} finally {
  await bench.close();
}

function document(approval: string, billing: string, pdf: string): string {
  return `# Bench

Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, embedded PostgreSQL
with its default settings. Every measurement approves fresh payments; the three ways are interleaved in every round and
the ratios are formed inside a round, so a machine that speeds up or slows down cancels out.

## Approving payments

${approval}

The statement by hand does the same seven writes under the same constraints and triggers, but it knows only the first
payment of a monthly plan, checks no permission, reports nothing and commits once. The service locks in the fixed
order, works out periods for every case, answers an outcome for each payment, commits in chunks and keeps the report.

## Billing contracts

${billing}

Each contract is of an account of its own. A period's invoice comes with number, lines, snapshots, audit entries, mail and the
queued document; the job commits in batches of 200, and one that is killed half-way goes on where it was.

## Making PDFs

${pdf}

One thread makes them, one after the other, beside the server's own; every document has data of its own.
`;
}
