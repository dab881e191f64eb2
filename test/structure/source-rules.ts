import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectFolder } from '../../src/project-folder.js';

export interface SourceFile {
  /** "src/services/payments/approve-payments.ts" */
  path: string;
  text: string;
}

export function sourceFiles(folder = 'src'): SourceFile[] {
  return readdirSync(path.join(projectFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(projectFolder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .map((file) => ({ path: file, text: readFileSync(path.join(projectFolder, file), 'utf8') }));
}

export interface SourceRule {
  sentence: string;
  /** Which files it speaks of; without it, all. */
  appliesTo?: (path: string) => boolean;
  /** The node that breaks the rule. */
  isBroken?: (node: ts.Node, source: ts.SourceFile) => boolean;
  /** Or the text that does. */
  text?: RegExp;
  /** Broken on purpose, to see the rule find it. */
  example: SourceFile;
}

const inServices = (file: string) => file.startsWith('src/services/');
const inDoors = (file: string) => /^src\/(admin|api|http)\//.test(file);
const WRITES =
  /^(create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany|\$executeRaw|\$executeRawUnsafe)$/;

export const SOURCE_RULES: SourceRule[] = [
  {
    sentence: 'no value is of the type any',
    isBroken: (node) => node.kind === ts.SyntaxKind.AnyKeyword,
    example: { path: 'src/services/x.ts', text: 'export const x = (value: any) => value;' },
  },
  {
    sentence: 'nothing is declared present by an exclamation mark',
    isBroken: (node) => ts.isNonNullExpression(node),
    example: { path: 'src/services/x.ts', text: 'export const x = (value: string | null) => value!.length;' },
  },
  {
    sentence: 'no error of the compiler is silenced',
    text: /@ts-(ignore|expect-error|nocheck)/,
    example: { path: 'src/api/x.ts', text: '// @ts-ignore\nexport const x: number = "";' },
  },
  {
    sentence: 'nothing is left for later in a comment',
    text: /\b(TODO|FIXME|XXX)\b/,
    example: { path: 'src/api/x.ts', text: '// TODO later' },
  },
  {
    sentence: 'only src/config.ts reads the environment',
    appliesTo: (file) => file !== 'src/config.ts',
    isBroken: (node, source) =>
      ts.isPropertyAccessExpression(node) && node.getText(source) === 'process.env' && !isAssigned(node),
    example: { path: 'src/api/x.ts', text: 'export const port = process.env.PORT;' },
  },
  {
    sentence: 'the business takes the time from its context, never from the machine',
    appliesTo: (file) => inServices(file) && file !== 'src/services/core/calendar.ts',
    isBroken: (node, source) =>
      (ts.isNewExpression(node) && node.expression.getText(source) === 'Date' && (node.arguments ?? []).length === 0) ||
      (ts.isCallExpression(node) && node.expression.getText(source) === 'Date.now'),
    example: { path: 'src/services/x.ts', text: 'export const now = new Date();' },
  },
  {
    sentence: 'the doors never write through Prisma: operations do',
    appliesTo: inDoors,
    isBroken: (node, source) => writesThroughPrisma(node, source),
    example: { path: 'src/admin/x.ts', text: 'await installation.prisma.plan.update({ where: { id: 1 } });' },
  },
  {
    sentence: 'only src/database makes a Prisma client',
    appliesTo: (file) => !file.startsWith('src/database/'),
    isBroken: (node, source) => ts.isNewExpression(node) && node.expression.getText(source) === 'PrismaClient',
    example: { path: 'src/api/x.ts', text: 'export const own = new PrismaClient();' },
  },
  {
    sentence: 'no SQL is put together from text',
    // The truths are constants of ours and take no value from anybody.
    appliesTo: (file) => file !== 'src/services/verification/verify-truths.ts',
    isBroken: (node) =>
      ts.isPropertyAccessExpression(node) && /^\$(queryRawUnsafe|executeRawUnsafe)$/.test(node.name.text),
    example: { path: 'src/services/x.ts', text: 'await db.$queryRawUnsafe(statement);' },
  },
  {
    sentence: 'services have no barrel: a file is imported by its own name',
    appliesTo: (file) => inServices(file) && path.basename(file) === 'index.ts',
    isBroken: (node) => ts.isSourceFile(node),
    example: { path: 'src/services/payments/index.ts', text: "export { x } from './x.js';" },
  },
  {
    sentence: 'files are named in small letters with hyphens',
    appliesTo: (file) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(path.basename(file)),
    isBroken: (node) => ts.isSourceFile(node),
    example: { path: 'src/services/payments/ApprovePayments.ts', text: '' },
  },
];

/** A setting handed to a library that takes it from there: `process.env.X = …`. */
function isAssigned(node: ts.Node): boolean {
  const assignment = node.parent.parent;
  return (
    ts.isBinaryExpression(assignment) &&
    assignment.left === node.parent &&
    assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** `prisma.plan.update(…)`, `db.plan.create(…)`, `tx.$executeRaw`. */
function writesThroughPrisma(node: ts.Node, source: ts.SourceFile): boolean {
  if (!ts.isPropertyAccessExpression(node) || !WRITES.test(node.name.text)) return false;
  const owner = node.expression.getText(source);
  return node.name.text.startsWith('$')
    ? /(prisma|db|tx|client)$/i.test(owner)
    : /\b(prisma|db|tx|client)\.\w+$/i.test(owner);
}

/** "src/x.ts:3" for each place that breaks the rule. */
export function breaches(rule: SourceRule, files: SourceFile[]): string[] {
  return files.filter((file) => rule.appliesTo?.(file.path) ?? true).flatMap((file) => breachesIn(rule, file));
}

function breachesIn(rule: SourceRule, file: SourceFile): string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, kindOf(file.path));
  const found: string[] = [];
  const place = (position: number) => `${file.path}:${source.getLineAndCharacterOfPosition(position).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (rule.isBroken?.(node, source) === true) found.push(place(node.getStart(source)));
    ts.forEachChild(node, visit);
  };
  visit(source);
  const inText = rule.text?.exec(file.text);
  if (inText !== null && inText !== undefined) found.push(place(inText.index));
  return found;
}

function kindOf(file: string): ts.ScriptKind {
  return file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}
