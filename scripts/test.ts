import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';

// `npm test`: everything. The last line is for programs: "N passed, N failed".

interface Outcome {
  passed: number;
  failed: number;
  /** What is to be read of it now, when it was not printed meanwhile. */
  said?: string;
}

interface Step {
  name: string;
  run(): Promise<Outcome>;
}

// What only reads the sources goes beside what runs them, and is told at the end.
const CHECKS: Step[] = [
  // Several threads would check much of it twice, while the tests want the other core.
  { name: 'types', run: () => check('node_modules/typescript-7/bin/tsc', ['--noEmit', '--singleThreaded']) },
  { name: 'lint', run: () => check('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
  {
    name: 'imports',
    run: () =>
      check('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', [
        '--config',
        '.dependency-cruiser.cjs',
        ...['src', 'scripts', 'bench', 'test'],
      ]),
  },
  { name: 'unused', run: () => check('node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
];
const PROJECTS = ['structure', 'unit', 'integration', 'alone'];

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const total: Outcome = { passed: 0, failed: 0 };
const projects = PROJECTS.filter(isWanted);
const began = Date.now();
const steps = CHECKS.filter(({ name }) => isWanted(name));
if (projects.length > 0) steps.push({ name: projects.join(', '), run: () => tests(projects) });
for (const told of await Promise.all(steps.map(takeStep))) process.stdout.write(told);
console.log(`\n── in all: ${secondsSince(began)} s; six minutes are wanted on two cores that are free`);
console.log(`\n${sentence(total)}`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

/** Answers what is to be told of it. */
async function takeStep(step: Step): Promise<string> {
  const started = Date.now();
  const { said = '', ...outcome } = await step.run();
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  return `\n── ${step.name}: ${sentence(outcome)} (${secondsSince(started)} s)\n${said}`;
}

function secondsSince(moment: number): string {
  return ((Date.now() - moment) / 1000).toFixed(1);
}

function sentence({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}

async function check(program: string, args: string[]): Promise<Outcome> {
  const said: Buffer[] = [];
  const child = start(program, args, 'pipe');
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await ended(child);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, said: Buffer.concat(said).toString() };
}

/** Vitest says what it does while it does it, and leaves its count in a file. */
async function tests(names: string[]): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-report-'));
  const report = path.join(folder, 'report.json');
  const code = await ended(
    start(
      'node_modules/vitest/vitest.mjs',
      [
        'run',
        ...names.flatMap((name) => ['--project', name]),
        '--passWithNoTests',
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ],
      'inherit',
    ),
  );
  const counted = await countTests(report);
  await rm(folder, { recursive: true, force: true });
  // An error outside of any test fails the run, too.
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

async function countTests(file: string): Promise<Outcome> {
  try {
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    // A file that could not even be loaded counts as one failure.
    const broken = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function start(program: string, args: string[], output: 'pipe' | 'inherit'): ChildProcess {
  return spawn(process.execPath, [path.join(projectFolder, program), ...args], {
    cwd: projectFolder,
    stdio: ['ignore', output, output],
  });
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
