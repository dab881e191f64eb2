import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';

/*
 * `npm run coverage`: how much of the sources the unit and integration tests run through, into docs/coverage.md (E42).
 * What only browsers and processes of their own run is not counted: nothing looks into those. With the names of tests it
 * looks at these alone, and writes nothing.
 */

interface Counted {
  covered: number;
  total: number;
}
type Kind = 'lines' | 'branches';
type Summary = Record<string, Record<Kind, Counted>>;

const AIM = 80;
/** Browsers run it; the browser tests look at it from outside. */
const IN_BROWSERS = 'src/admin/components/**';

const folder = await mkdtemp(path.join(tmpdir(), 'countersign-coverage-'));
try {
  const code = await vitest(folder);
  const text = await readFile(path.join(folder, 'coverage-summary.json'), 'utf8');
  const { total: _, ...files } = JSON.parse(text) as Summary;
  const areas = byArea(files);
  const isWhole = process.argv.length === 2;
  if (isWhole) await writeFile(path.join(projectFolder, 'docs/coverage.md'), page(areas, code === 0));
  console.log(`\n${percent(sum(areas, 'lines'))} of the lines; the aim is ${AIM} %.`);
  process.exitCode = code === 0 && !isBelow(sum(areas, 'lines')) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Area extends Record<Kind, Counted> {
  name: string;
  files: number;
}

/** "services/payments", "api", "http"; what stands in src itself is "start and stop". */
function byArea(files: Summary): Area[] {
  const areas = new Map<string, Area>();
  for (const [file, counts] of Object.entries(files)) {
    const parts = path.relative(path.join(projectFolder, 'src'), file).split(path.sep);
    const name = parts.length === 1 ? 'start and stop' : parts.slice(0, parts[0] === 'services' ? 2 : 1).join('/');
    const area = areas.get(name) ?? {
      name,
      files: 0,
      lines: { covered: 0, total: 0 },
      branches: { covered: 0, total: 0 },
    };
    area.files += 1;
    for (const kind of ['lines', 'branches'] as const) {
      area[kind].covered += counts[kind].covered;
      area[kind].total += counts[kind].total;
    }
    areas.set(name, area);
  }
  return [...areas.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function sum(areas: Area[], kind: Kind): Counted {
  const all = areas.map((area) => area[kind]);
  return {
    covered: all.reduce((covered, count) => covered + count.covered, 0),
    total: all.reduce((total, count) => total + count.total, 0),
  };
}

function isBelow({ covered, total }: Counted): boolean {
  return covered < (total * AIM) / 100;
}

function percent({ covered, total }: Counted): string {
  return total === 0 ? '–' : `${((100 * covered) / total).toFixed(1)} %`;
}

function page(areas: Area[], allPassed: boolean): string {
  const weak = areas.filter(({ lines }) => isBelow(lines));
  const day = new Date().toISOString().slice(0, 10);
  const whole: Area = {
    name: '**all**',
    files: areas.reduce((files, area) => files + area.files, 0),
    lines: sum(areas, 'lines'),
    branches: sum(areas, 'branches'),
  };
  const row = ({ name, files, lines, branches }: Area) =>
    `| ${name} | ${files} | ${percent(lines)} | ${percent(branches)} |`;
  return `${[
    '# Coverage',
    `Made by \`npm run coverage\` on ${day} (UTC): ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. What of \`src\` the unit and integration tests run through; the aim is ${AIM} % of the lines. A line that ran is not yet a line that was checked: what the tests miss when it is taken away stands in mutation.md and security.md.`,
    '## What fell short',
    ...(allPassed ? [] : ['A test failed in this run: what it would have run through is not counted.']),
    weak.length === 0
      ? 'No area is below the aim.'
      : [
          `As a whole ${percent(whole.lines)} of the lines. Below the aim are:`,
          ...weak.map(({ name, lines }) => `- ${name}: ${percent(lines)} of the lines.`),
        ].join('\n'),
    'Not counted: the back-office’s components, which run in browsers, and what only runs in a process of its own (a server that is killed, a worker thread).',
    '## Areas',
    ['| area | files | lines | branches |', '|---|---|---|---|', ...areas.map(row), row(whole)].join('\n'),
  ].join('\n\n')}\n`;
}

function vitest(reportsFolder: string): Promise<number> {
  const projects = ['unit', 'integration', 'alone'].flatMap((name) => ['--project', name]);
  const withoutBrowsers = ['--exclude=test/browser/**', '--exclude=test/**/*.browser.test.ts'];
  const args = ['run', ...projects, ...withoutBrowsers, '--coverage.enabled', '--coverage.provider=v8'];
  const what = ['--coverage.include=src/**/*.ts', `--coverage.exclude=${IN_BROWSERS}`, '--coverage.exclude=**/*.d.ts'];
  const report = ['--coverage.reporter=json-summary', '--coverage.reportOnFailure'];
  const where = `--coverage.reportsDirectory=${reportsFolder}`;
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        path.join(projectFolder, 'node_modules/vitest/vitest.mjs'),
        ...args,
        ...what,
        ...report,
        where,
        ...process.argv.slice(2),
      ],
      { cwd: projectFolder, stdio: 'inherit' },
    );
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
