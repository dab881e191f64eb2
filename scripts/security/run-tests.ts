import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Attack } from './attack.js';

export interface TestResult {
  file: string;
  title: string;
  status: string;
  /** The first line of what went wrong. */
  said: string;
}

interface Report {
  testResults: {
    name: string;
    assertionResults: { title: string; status: string; failureMessages?: string[] }[];
  }[];
}

const PATIENCE_MS = 15 * 60_000;

/** Runs the named tests in a folder and answers what became of each. */
export async function runTests(folder: string, tests: readonly Attack['test'][]): Promise<TestResult[]> {
  const reports = await mkdtemp(path.join(tmpdir(), 'countersign-report-'));
  const report = path.join(reports, 'report.json');
  try {
    const files = [...new Set(tests.map(({ file }) => file))];
    const names = `(${[...new Set(tests.map(({ name }) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))].join('|')})`;
    await vitest(folder, [...files, '-t', names, '--reporter=json', `--outputFile=${report}`]);
    return resultsOf(folder, JSON.parse(await readFile(report, 'utf8')) as Report);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

function resultsOf(folder: string, { testResults }: Report): TestResult[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status, failureMessages = [] }) => {
      const [line = ''] = stripVTControlCharacters(failureMessages[0] ?? '').split('\n');
      const said = line.replaceAll(`${folder}/`, '');
      return { file: path.relative(folder, name), title, status, said: said.slice(0, 160) };
    }),
  );
}

function vitest(folder: string, args: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(folder, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
      cwd: folder,
      stdio: process.env.SECURITY_LOG === undefined ? 'ignore' : 'inherit',
      timeout: PATIENCE_MS,
    });
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
}
