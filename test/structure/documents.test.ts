import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../src/project-folder.js';

const textOf = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');
const PAGES = ['README.md', ...readdirSync(path.join(projectFolder, 'docs'), { encoding: 'utf8' })].flatMap((name) => {
  if (!name.endsWith('.md')) return [];
  return name === 'README.md' ? [name] : [`docs/${name}`];
});
/** Made by commands of their own, and only by them. */
const MADE = /^docs\/(bench|chaos|coverage|mutation|security)\.md$/;

/** The commands that others call: `npm start` is built by the installer, `npm run check` is a part of `npm test`. */
const PARTS = ['prepare', 'generate', 'build', 'check', 'types', 'lint', 'unused', 'structure'];

function deadLinks(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    const [file = '', heading] = target.split('#');
    if (/^https?:/.test(target)) return [];
    const full = file === '' ? page : path.join(path.dirname(page), file);
    if (!existsSync(path.join(projectFolder, full))) return MADE.test(full) ? [] : [target];
    return heading === undefined || headingsOf(full).includes(heading) ? [] : [target];
  });
}

function headingsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the README', () => {
  it('tells every setting that src/config.ts reads, and none beside', () => {
    const read = [...textOf('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name);
    expect(read.length).toBeGreaterThan(15);
    const rows = /## Settings([\s\S]*?)\n## /.exec(textOf('README.md'))?.[1] ?? '';
    const told = [...rows.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/[A-Z][A-Z_]+/g) ?? []);
    // Set by the commands themselves.
    expect(told.toSorted()).toEqual(read.filter((name) => name !== 'NODE_ENV').toSorted());
  });

  it('tells every command that people call', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const commands = Object.keys(scripts).filter((name) => !PARTS.includes(name));
    const silent = commands.filter(
      (name) => !new RegExp(`^\\| \`npm (run )?${name}\\b`, 'm').test(textOf('README.md')),
    );
    expect(silent).toEqual([]);
  });
});

it.each(PAGES)('%s links to files and headings that are there', (page) => {
  expect(deadLinks(page, textOf(page))).toEqual([]);
});

it('a dead link would be noticed', () => {
  expect(deadLinks('docs/x.md', '[a](../src/nothing.ts) [b](operations.md#nowhere) [c](operations.md#alerts)')).toEqual(
    ['../src/nothing.ts', 'operations.md#nowhere'],
  );
});
