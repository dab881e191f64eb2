import path from 'node:path';
import { connectDatabase } from '../src/database/connect.js';
import { openDatabaseServer } from '../src/database/database-server.js';
import { migrationsApplied } from '../src/database/migrate.js';
import { main } from '../src/main.js';
import { localStorage } from '../src/services/core/storage.js';
import { getHead } from '../src/services/seals/tell-head.js';
import { type KnownSeal, verifySeals } from '../src/services/seals/verify-seals.js';
import { TRUTHS } from '../src/services/verification/truths.js';
import { verifyFiles } from '../src/services/verification/verify-files.js';
import { verifyTruths } from '../src/services/verification/verify-truths.js';
import { StartError } from '../src/start-error.js';

const PATIENCE_MS = 15 * 60_000;

/**
 * `npm run verify`: the truths of the domain as SQL on the live database, the seals and the files. Reads only; exit 0
 * only when all hold. `npm run verify -- --seal 812:<hash>` compares a seal of the log as well.
 */
await main(async (config) => {
  const known = knownSeal(process.argv.slice(2));
  const server = await openDatabaseServer(config, { owner: 'npm run verify', attach: true });
  const settings = { url: server.url, poolSize: 1, sidePoolSize: 1, patienceMs: PATIENCE_MS };
  const database = connectDatabase(settings, (error) => console.error(error.message));
  try {
    if (!(await migrationsApplied(database.sidePool).catch(() => false))) {
      const where = config.databaseUrl === null ? config.dataDir : 'the database of DATABASE_URL';
      const hint = 'Start it once with npm start; for the demo: DATA_DIR=.data-demo npm run verify.';
      throw new StartError(`There is no installation of this version in ${where}. ${hint}`);
    }
    const findings = await verifyTruths(database);
    for (const truth of TRUTHS) {
      const broken = findings.filter((finding) => finding.truth === truth);
      console.log(`${broken.length === 0 ? '✓' : '✗'} ${String(truth.number).padStart(2)}  ${truth.says}`);
      for (const { row, wrong } of broken) console.log(`       ${row}: ${wrong}`);
    }
    const seals = await verifySeals(database, known);
    tell(seals.findings, 'every row of ledger, audit and signatures is as it was sealed');
    const files = await verifyFiles({
      prisma: database.prisma,
      documents: localStorage(path.join(config.dataDir, 'documents')),
      proofs: localStorage(path.join(config.dataDir, 'proofs')),
    });
    tell(files, 'every PDF and every slip is the file that was kept');
    const head = await getHead(database);
    const chain = head === null ? 'none yet' : `the last is number ${head.seal}, ${head.hash}`;
    console.log(`\nSeals: ${chain}; ${seals.sealed} rows are sealed, ${seals.waiting} wait for the next run.`);
    const broken = findings.length + seals.findings.length + files.length;
    console.log(broken === 0 ? '\nAll truths hold.' : `\n${broken} rows break a truth.`);
    process.exitCode = broken === 0 ? 0 : 1;
  } finally {
    await database.close();
    await server.stop();
  }
});

function tell(findings: { row: string; wrong: string }[], says: string): void {
  console.log(`${findings.length === 0 ? '✓' : '✗'}     ${says}`);
  for (const { row, wrong } of findings) console.log(`       ${row}: ${wrong}`);
}

function knownSeal(args: string[]): KnownSeal | null {
  if (args.length === 0) return null;
  const [, seal, hash] = /^--seal (\d+):([0-9a-f]{64})$/.exec(args.join(' ')) ?? [];
  if (seal === undefined || hash === undefined)
    throw new StartError(
      'The head of the seals is written as in the log: npm run verify -- --seal 812:<64 letters and digits>.',
    );
  return { seal: Number(seal), hash };
}
