import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PrismaClient } from '@prisma/client';
import { projectFolder } from '../../src/project-folder.js';

interface Field {
  name: string;
  dbName?: string;
  kind: 'scalar' | 'enum' | 'object' | 'unsupported';
  type: string;
  isList: boolean;
  isRequired: boolean;
  isUnique: boolean;
  isId: boolean;
  nativeType?: [string, string[]] | null;
  relationFromFields?: string[];
  relationToFields?: string[];
}

interface Model {
  name: string;
  dbName: string | null;
  fields: Field[];
  primaryKey: { fields: string[] } | null;
  uniqueFields: string[][];
}

export interface DataModel {
  models: Model[];
  enums: { name: string; dbName: string | null; values: { name: string; dbName: string | null }[] }[];
  indexes: { model: string; type: string; fields: { name: string }[] }[];
}

export function readDataModel(): DataModel {
  return JSON.parse(readFileSync(path.join(projectFolder, 'src/admin/datamodel.json'), 'utf8')) as DataModel;
}

/** What the schema promises of the database, a sentence each. */
export function factsOfSchema(model: DataModel): string[] {
  const facts = [
    ...model.enums.map(
      (type) =>
        `enum ${type.dbName ?? type.name}: ${type.values.map((value) => value.dbName ?? value.name).join(', ')}`,
    ),
    ...model.models.flatMap((table) => factsOfModel(table, model)),
  ];
  // A column may be marked unique and stand in a unique list as well.
  return [...new Set(facts)].sort();
}

function factsOfModel(table: Model, model: DataModel): string[] {
  const name = tableName(table);
  const columns = (fields: string[], of = table) => fields.map((field) => columnName(of, field)).join(', ');
  const stored = table.fields.filter((field) => field.kind !== 'object');
  const key = table.primaryKey?.fields ?? stored.filter((field) => field.isId).map((field) => field.name);
  return [
    ...stored.map(
      (field) =>
        `column ${name}.${columnName(table, field.name)} ${columnType(field)}${field.isRequired ? ' not null' : ''}`,
    ),
    `primary key ${name} (${columns(key)})`,
    ...stored.filter((field) => field.isUnique).map((field) => `unique ${name} (${columns([field.name])})`),
    ...table.uniqueFields.map((fields) => `unique ${name} (${columns(fields)})`),
    ...model.indexes
      .filter((index) => index.model === table.name && index.type === 'normal')
      .map((index) => `index ${name} (${columns(index.fields.map((field) => field.name))})`),
    ...table.fields
      .filter((field) => (field.relationFromFields ?? []).length > 0)
      .map((field) => {
        const other = model.models.find((candidate) => candidate.name === field.type) ?? table;
        return `foreign key ${name} (${columns(field.relationFromFields ?? [])}) to ${tableName(other)} (${columns(field.relationToFields ?? [], other)})`;
      }),
  ];
}

function tableName(model: Model): string {
  return model.dbName ?? model.name;
}

function columnName(model: Model, field: string): string {
  return model.fields.find((candidate) => candidate.name === field)?.dbName ?? field;
}

const PLAIN: Record<string, string> = {
  Int: 'integer',
  BigInt: 'bigint',
  String: 'text',
  Boolean: 'boolean',
  Json: 'jsonb',
  Float: 'double precision',
  Bytes: 'bytea',
  DateTime: 'timestamp(3) without time zone',
  Decimal: 'numeric(65,30)',
};

function columnType(field: Field): string {
  const list = field.isList ? '[]' : '';
  if (field.kind === 'enum') return `"${field.type}"${list}`;
  const [native, args] = field.nativeType ?? [null, []];
  return `${native === null ? PLAIN[field.type] : nativeType(native, args)}${list}`;
}

function nativeType(name: string, args: string[]): string {
  const size = args.length === 0 ? '' : `(${args.join(',')})`;
  switch (name) {
    case 'VarChar':
      return `character varying${size}`;
    case 'Char':
      return `character${size}`;
    case 'Decimal':
      return `numeric${size}`;
    case 'Timestamptz':
      return `timestamp${size} with time zone`;
    case 'Timestamp':
      return `timestamp${size} without time zone`;
    default:
      return name.toLowerCase();
  }
}

/** The same sentences, as the database itself tells them. Partial and expression indexes are ours alone: Prisma knows none. */
export async function factsOfDatabase(prisma: PrismaClient): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ fact: string }[]>`
    SELECT 'enum ' || t.typname || ': ' || string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) AS fact
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname
    UNION ALL
    SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_prisma_migrations'
    UNION ALL
    SELECT CASE WHEN i.indisprimary THEN 'primary key ' WHEN i.indisunique THEN 'unique ' ELSE 'index ' END || t.relname || ' (' ||
      (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) || ')'
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = 'public'::regnamespace AND i.indpred IS NULL AND i.indexprs IS NULL AND t.relname <> '_prisma_migrations'
    UNION ALL
    SELECT 'foreign key ' || f.conrelid::regclass::text || ' (' ||
      (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY AS k(attnum, place)
       JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum) || ') to ' || f.confrelid::regclass::text || ' (' ||
      (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(f.confkey) WITH ORDINALITY AS k(attnum, place)
       JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum) || ')'
    FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace`;
  return rows.map((row) => row.fact).sort();
}
