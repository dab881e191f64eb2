import ts from 'typescript';
import type { SourceFile } from './source-rules.js';

/** A condition on a state in a statement that writes, or whose answer decides what is written, and where it stands in the text of its file. */
export interface FoundCondition {
  file: string;
  line: number;
  text: string;
  from: number;
  to: number;
}

const WRITES = /^(update|updateMany|updateManyAndReturn|upsert|delete|deleteMany)$/;
const READS = /^(find(First|Unique|Many)(OrThrow)?|count|aggregate|groupBy)$/;
/** Files whose statements show or judge and never lead to a write. */
const ONLY_LOOKS = /\/(list|get|preview)-|\/verification\//;
const WRITING_SQL = /\b(UPDATE \w+( \w+)? SET|DELETE FROM|INSERT INTO)\b/;

/** The columns that say how far a row has come, who works on it just now, and (where they are empty) whether it has ended. */
const STATE = /^(status|attempts|nextAttemptAt|lastRunAt|needsRelease|billingEnabled)$/;
const MOMENT = /At$/;
const STATE_IN_SQL = new RegExp(
  [
    /(?:\w+\.)?(?:status|attempts|next_attempt_at|last_run_at)(?:::\w+)?\s*(?:=|<>|!=|<=?|>=?|(?:NOT )?IN|IS)\s*(?:(?:ANY\s*)?\([^)]*\)|'[^']*'|\$\{[^}]*\}|(?:NOT )?[\w.]+)/,
    /(?:NOT )?(?:\w+\.)?(?:needs_release|billing_enabled)\b/,
    /(?:\w+\.)?\w+_at IS (?:NOT )?NULL/,
  ]
    .map(({ source }) => `\\b${source}`)
    .join('|'),
  'g',
);

/** Every condition on a state that decides which rows the statements of a file write, or what is written for their sake. */
export function stateConditions({ path, text }: SourceFile): FoundCondition[] {
  const decides = !ONLY_LOOKS.test(path);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const spans = new Map<number, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateLiteral(node)) for (const [from, to] of inSql(node, decides)) spans.set(from, to);
    if (ts.isCallExpression(node)) {
      const wheres = [...whereOfWrite(node), ...(decides ? wheresOfRead(node) : [])];
      const found = wheres.flatMap((where) => inWhere(where, constantsOf(source)));
      for (const property of found) spans.set(property.getStart(), property.getEnd());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...spans].map(([from, to]) => {
    const line = source.getLineAndCharacterOfPosition(from).line + 1;
    return { file: path, line, text: text.slice(from, to), from, to };
  });
}

/** What stands before the first WHERE is written, not asked. */
function inSql(template: ts.TemplateLiteral, decides: boolean): [number, number][] {
  const sql = template.getText();
  const where = WRITING_SQL.test(sql) || (decides && /\bSELECT\b/.test(sql)) ? sql.search(/\bWHERE\b/) : -1;
  if (where === -1) return [];
  return [...sql.slice(where).matchAll(STATE_IN_SQL)].map(({ index, 0: found }) => {
    const from = template.getStart() + where + index;
    return [from, from + found.length];
  });
}

function whereOfWrite(call: ts.CallExpression): ts.Node[] {
  const [wishes] = call.arguments;
  if (!WRITES.test(methodOf(call)) || wishes === undefined || !ts.isObjectLiteralExpression(wishes)) return [];
  return wishes.properties.filter(isWhere);
}

/** Also of what is read with it. */
function wheresOfRead(call: ts.CallExpression): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isWhere(node)) found.push(node);
    else ts.forEachChild(node, visit);
  };
  if (READS.test(methodOf(call))) for (const wishes of call.arguments) visit(wishes);
  return found;
}

function methodOf({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

function isWhere(node: ts.Node): boolean {
  return (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) && node.name.getText() === 'where';
}

/** Also in objects that are named or spread there, as far as this file writes them out. */
function inWhere(where: ts.Node, constants: ReadonlyMap<string, ts.Expression>): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const named = ts.isIdentifier(node) ? constants.get(node.text) : undefined;
    if (isState(node)) found.push(node);
    else if (ts.isPropertyAssignment(node)) visit(node.initializer);
    else if (named !== undefined && ts.isObjectLiteralExpression(named)) visit(named);
    else ts.forEachChild(node, visit);
  };
  visit(where);
  return found;
}

function isState(node: ts.Node): boolean {
  if (ts.isShorthandPropertyAssignment(node)) return STATE.test(node.name.text);
  if (!ts.isPropertyAssignment(node)) return false;
  const name = node.name.getText();
  return STATE.test(name) || (MOMENT.test(name) && node.initializer.kind === ts.SyntaxKind.NullKeyword);
}

function constantsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined)
      constants.set(node.name.getText(), node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants;
}
