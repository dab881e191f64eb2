import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { projectFolder } from '../../src/project-folder.js';

/** Helpers whose whole answer is markup of ours: a part of the page, which escapes for itself, and a drawing. */
const HELPERS = ['include', 'icon'];

/** What else a template may print as it is, and why nobody's text stands raw in it. */
const TRUSTED: Record<string, { values: string[]; because: string }> = {
  'views/layout.eta': { values: ['it.body'], because: 'the page, which escaped what it shows' },
  'views/partials/contract-document.eta': {
    values: ['it.textHtml'],
    because: 'made from the frozen Markdown, whose every text is escaped',
  },
  'views/mails/layout.eta': {
    values: ['it.subject', 'it.darkRules', 'it.preview', 'it.heading', 'it.body'],
    because: 'rendered by templates of mails, which escape what they show; the rules are our own stylesheet',
  },
  'views/mails/layout.txt.eta': {
    values: [
      'it.heading',
      'it.recipient',
      'it.body',
      'it.sellerName',
      'it.sellerAddress',
      'it.sellerTaxId',
      'it.sellerEmail',
    ],
    because: 'plain text: no reader makes elements of it',
  },
};

interface Raw {
  file: string;
  value: string;
}

function templates(): string[] {
  return readdirSync(path.join(projectFolder, 'views'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eta'))
    .map((name) => `views/${name.replaceAll('\\', '/')}`);
}

/** Every value that a template prints as it is. */
function rawOf(file: string, text: string): Raw[] {
  return [...text.matchAll(/<%[-_]?\s*~([\s\S]*?)[-_]?%>/g)].map(([, value = '']) => ({ file, value: value.trim() }));
}

const isTrusted = ({ file, value }: Raw) => isHelper(value) || TRUSTED[file]?.values.includes(value) === true;

/** One call of a helper and nothing beside it; a part is included by its name, never by what a row says. */
function isHelper(value: string): boolean {
  const [statement, ...more] = ts.createSourceFile('x.ts', value, ts.ScriptTarget.Latest).statements;
  if (statement === undefined || more.length > 0 || !ts.isExpressionStatement(statement)) return false;
  const call = statement.expression;
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return false;
  const [first] = call.arguments;
  const name = call.expression.text;
  return HELPERS.includes(name) && (name !== 'include' || (first !== undefined && ts.isStringLiteral(first)));
}

const raws = templates().flatMap((file) => rawOf(file, readFileSync(path.join(projectFolder, file), 'utf8')));

it('templates print nothing as it is but parts, icons, and the values named here', () => {
  expect(raws.length).toBeGreaterThan(100);
  expect(raws.filter((raw) => !isTrusted(raw))).toEqual([]);
});

it('what is named here is printed there', () => {
  const named = Object.entries(TRUSTED).flatMap(([file, { values }]) => values.map((value) => ({ file, value })));
  expect(raws).toEqual(expect.arrayContaining(named));
});

it.each([
  '<%~ it.invitation.accountName %>',
  "<%~ icon('x') + it.name %>",
  "<%~ icon('x'), it.name %>",
  '<%_ ~it.name _%>',
  '<%~ include(it.part) %>',
  '<%~ it.body %>',
])('a text printed as it is would be found: %s', (text) => {
  expect(rawOf('views/pages/invitation.eta', text).filter((raw) => !isTrusted(raw))).toHaveLength(1);
});
