import type { OpenApiDocument } from './openapi.js';

/** What the readable page shows, taken from the document alone, so that the two cannot differ. */
export interface DocsView {
  description: string[];
  sections: { id: string; title: string; operations: OperationView[] }[];
}

interface OperationView {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  caller: 'anyone' | 'signed in' | 'staff token';
  parameters: FieldRow[];
  fields: FieldRow[];
  takesForm: boolean;
  request: string;
  status: string;
  answer: string;
  answerFields: FieldRow[];
  refusals: { status: string; meaning: string }[];
}

interface FieldRow {
  name: string;
  type: string;
  isRequired: boolean;
  about: string;
}

/** The parts of a JSON schema that the page reads; the document was made by us. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  description?: string;
  default?: unknown;
  maxLength?: number;
  contentMediaType?: string;
}

interface Content {
  schema: Schema;
  example?: unknown;
}

interface OperationObject {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security: Record<string, unknown>[];
  parameters?: { in: string; name: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content: Record<string, Content> }>;
}

interface Document {
  info: { description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, Schema> };
}

const JSON_TYPE = 'application/json';

export function docsView(source: OpenApiDocument): DocsView {
  const document: Document = JSON.parse(JSON.stringify(source));
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0],
      view: operationView(document, method, path, operation),
    })),
  );
  return {
    description: document.info.description.split('\n\n'),
    sections: document.tags.map(({ name }) => ({
      id: name.toLowerCase().replace(/\W+/g, '-'),
      title: name,
      operations: operations.filter(({ tag }) => tag === name).map(({ view }) => view),
    })),
  };
}

function operationView(document: Document, method: string, path: string, operation: OperationObject): OperationView {
  const [status = '', done] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [];
  const sent = operation.requestBody?.content[JSON_TYPE];
  const answered = done?.content[JSON_TYPE];
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: operation.description ?? '',
    caller: callerOf(operation),
    parameters: (operation.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      type: `${typeOf(parameter.schema)}, in the ${parameter.in === 'header' ? 'header' : parameter.in === 'query' ? 'query' : 'path'}`,
      isRequired: parameter.required === true,
      about: parameter.description ?? '',
    })),
    fields: sent === undefined ? [] : fieldsOf(document, sent.schema, ''),
    takesForm: operation.requestBody?.content['multipart/form-data'] !== undefined,
    request: curl(document, method, path, operation),
    status,
    answer: answered === undefined ? '(the file itself)' : JSON.stringify(answered.example, null, 2),
    answerFields: answered === undefined ? [] : fieldsOf(document, answered.schema, ''),
    refusals: Object.entries(operation.responses)
      .filter(([code]) => !code.startsWith('2'))
      .map(([code, { description }]) => ({ status: code, meaning: description })),
  };
}

function callerOf({ security }: OperationObject): OperationView['caller'] {
  const [needed] = security;
  if (needed === undefined) return 'anyone';
  return 'staffToken' in needed ? 'staff token' : 'signed in';
}

/** One row for each field, those of an inner object under their dotted names. */
function fieldsOf(document: Document, schema: Schema, prefix: string): FieldRow[] {
  const { items, properties = {}, required = [] } = resolve(document, schema);
  if (items !== undefined) return fieldsOf(document, items, `${prefix}[]`);
  return Object.entries(properties).flatMap(([name, inner]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const field = resolve(document, inner);
    const row = { name: path, type: typeOf(field), isRequired: required.includes(name), about: aboutOf(inner, field) };
    return [row, ...fieldsOf(document, field, path)];
  });
}

function resolve(document: Document, schema: Schema): Schema {
  const found = schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  const object = found?.anyOf?.find(
    (choice) => choice.$ref !== undefined || choice.type === 'object' || choice.type === 'array',
  );
  return object === undefined ? (found ?? {}) : { ...resolve(document, object), description: found?.description ?? '' };
}

const TYPE_WORDS: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
};

function typeOf(schema: Schema): string {
  if (schema.contentMediaType !== undefined) return 'file';
  if (schema.format === 'date-time') return 'time';
  if (schema.format === 'date') return 'day';
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  return [schema.type ?? []]
    .flat()
    .map((type) => TYPE_WORDS[type] ?? type)
    .join(' or ');
}

function aboutOf(named: Schema, resolved: Schema): string {
  const choices = resolved.enum === undefined ? '' : `One of ${resolved.enum.join(', ')}.`;
  const limit = resolved.maxLength === undefined ? '' : `At most ${resolved.maxLength} characters.`;
  return [named.description ?? resolved.description ?? '', choices, limit]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function sendsFile({ responses }: OperationObject): boolean {
  return responses['200'] !== undefined && responses['200'].content[JSON_TYPE] === undefined;
}

/** The example as a command to paste. */
function curl(document: Document, method: string, path: string, operation: OperationObject): string {
  const example = operation.requestBody?.content[JSON_TYPE]?.example;
  const parameters = operation.parameters ?? [];
  const query = parameters.some(({ in: place, name }) => place === 'query' && name === 'country') ? '?country=PK' : '';
  const address = `${document.servers[0]?.url ?? ''}${path.replace('{id}', '123')}${query}`;
  const flags = `${method === 'get' ? '' : ` -X ${method.toUpperCase()}`}${sendsFile(operation) ? ' -OJ' : ''}`;
  const lines = [`curl${flags} '${address}'`];
  const caller = callerOf(operation);
  if (caller !== 'anyone') lines.push(`-H 'Authorization: Bearer ${caller === 'staff token' ? 'cst_…' : '<access>'}'`);
  if (parameters.some(({ name }) => name === 'Idempotency-Key')) lines.push(`-H 'Idempotency-Key: 7c1f4f5e-2b7e-4b59'`);
  if (example !== undefined)
    lines.push(`-H 'Content-Type: ${JSON_TYPE}'`, `-d '${JSON.stringify(example, null, 2).replace(/\n/g, '\n  ')}'`);
  return lines.join(' \\\n  ');
}
