import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';
import { chaosPage, type Played } from './chaos-page.js';
import { cutConnection } from './cut-connection.js';
import { exhaustedPool } from './exhausted-pool.js';
import { brokenIn, type Experiment, type Finding, finding } from './finding.js';
import { openOwnGround } from './ground.js';
import { killBulk } from './kill-bulk.js';
import { killPostgres } from './kill-postgres.js';
import { killServer } from './kill-server.js';
import { longLock } from './long-lock.js';
import { lostCommit } from './lost-commit.js';
import { mailFaults } from './mail-faults.js';
import { compileSources } from './programs.js';
import { smtpTroubles } from './smtp.js';
import { storageTroubles } from './storage.js';
import { twoOfEach } from './two-of-each.js';

const EXPERIMENTS: Experiment[] = [
  killServer,
  killBulk,
  killPostgres,
  cutConnection,
  lostCommit,
  longLock,
  exhaustedPool,
  mailFaults,
  smtpTroubles,
  storageTroubles,
  twoOfEach,
];

/** Plays those asked for, or all; answers the exit code. */
export async function runExperiments(wanted: string[]): Promise<number> {
  const unknown = wanted.filter((name) => !EXPERIMENTS.some((experiment) => experiment.name === name));
  if (unknown.length > 0) {
    console.error(`There is no "${unknown[0]}": choose from ${EXPERIMENTS.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const started = Date.now();
  const programs = await compileSources();
  const ground = await openOwnGround(programs.folder).catch(async (error: unknown) => {
    await programs.remove();
    throw error;
  });
  const played: Played[] = [];
  try {
    for (const experiment of EXPERIMENTS) {
      if (wanted.length > 0 && !wanted.includes(experiment.name)) continue;
      const begun = Date.now();
      console.log(`\n${experiment.title}`);
      const findings = await experiment.run(ground).catch(brokenOff);
      for (const { holds, done, seen } of findings) console.log(`  ${holds ? '✓' : '✗'} ${done}: ${seen}`);
      const seconds = (Date.now() - begun) / 1000;
      console.log(`  (${seconds.toFixed(1)} s)`);
      played.push({ experiment, findings, seconds });
    }
  } finally {
    await ground.close().finally(() => programs.remove());
  }
  const seconds = (Date.now() - started) / 1000;
  if (wanted.length === 0) await writeFile(path.join(projectFolder, 'docs/chaos.md'), chaosPage(played, seconds));
  const broken = brokenIn(played.flatMap(({ findings }) => findings)).length;
  console.log(
    `\n${broken === 0 ? 'Every promise was kept' : `${broken} promises were broken`} (${seconds.toFixed(0)} s).`,
  );
  return broken === 0 ? 0 : 1;
}

/** The others are played all the same. */
function brokenOff(error: unknown): Finding[] {
  const why = error instanceof Error ? error.message : String(error);
  return [finding('the experiment', 'comes to its end', 'it broke off', [why])];
}
