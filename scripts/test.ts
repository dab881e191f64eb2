import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';

// `npm test`: everything, in the order of what fails fastest. The last line is for programs: "N passed, N failed".

interface Outcome {
  passed: number;
  failed: number;
}

interface Step {
  name: string;
  run(): Promise<Outcome>;
}

const STEPS: Step[] = [
  { name: 'types', run: () => check('node_modules/typescript/bin/tsc', ['--noEmit']) },
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
  { name: 'structure', run: () => tests('structure') },
  { name: 'unit', run: () => tests('unit') },
  { name: 'integration', run: () => tests('integration') },
  { name: 'browser', run: () => tests('browser') },
];

const wanted = process.argv.slice(2);
const total: Outcome = { passed: 0, failed: 0 };
for (const step of STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const started = Date.now();
  console.log(`\n── ${step.name} ${'─'.repeat(Math.max(3, 70 - step.name.length))}`);
  const outcome = await step.run();
  console.log(`   ${step.name}: ${sentence(outcome)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
}
console.log(`\n${sentence(total)}`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function sentence({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}

async function check(program: string, args: string[]): Promise<Outcome> {
  const code = await run(program, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Vitest says what it does while it does it, and leaves its count in a file. */
async function tests(project: string): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-report-'));
  const report = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run('node_modules/vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--passWithNoTests',
    ...reporters,
  ]);
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

function run(program: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(projectFolder, program), ...args], {
      cwd: projectFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
