import { beforeAll, expect, test } from 'vitest';
import { fieldOf, modelNamed } from '../../src/admin/datamodel.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { sortableColumns } from '../../src/admin/sortable.js';
import { useDatabase } from '../support/database.js';

const database = useDatabase();
let indexes: { table: string; columns: string[]; unique: boolean }[] = [];

beforeAll(async () => {
  indexes = await database.prisma.$queryRaw`
    SELECT t.relname::text AS table, i.indisunique AS unique,
           array(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum ORDER BY k.place) AS columns
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = 'public'::regnamespace AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisvalid`;
});

const stored = (model: string, name: string) => {
  const field = fieldOf(modelNamed(model), name);
  return field.dbName ?? field.name;
};

/** By the column and the id, behind the one that is filtered by one value; a column without repeats needs no id. */
function hasInOrder(model: string, column: string, within: string): boolean {
  const table = modelNamed(model).dbName ?? model;
  const order = [...(within === '' ? [] : [stored(model, within)]), stored(model, column)];
  return indexes.some(({ table: of, columns, unique }) => {
    if (of !== table) return false;
    const whole = unique && columns.length === 1 && fieldOf(modelNamed(model), column).isRequired;
    return (
      (whole ? [columns[0]] : columns.slice(0, order.length + 1)).join() === [...order, ...(whole ? [] : ['id'])].join()
    );
  });
}

test('each order that a list offers, and the one it begins with, is that of an index', () => {
  const offered = RESOURCES.flatMap((definition) =>
    [...sortableColumns(definition)].map(([column, within]) => ({ model: definition.model, column, within })),
  );
  expect(offered.length).toBeGreaterThan(40);
  expect(offered.filter(({ model, column, within }) => !hasInOrder(model, column, within))).toEqual([]);
  for (const definition of RESOURCES)
    expect(sortableColumns(definition).get(definition.sort?.[0] ?? 'id'), definition.model).toBe('');
});

test('an order without an index would be noticed', () => {
  expect(hasInOrder('Payment', 'amount', '')).toBe(false);
  expect(hasInOrder('Invoice', 'dueAt', '')).toBe(false);
  expect(hasInOrder('Invoice', 'dueAt', 'status')).toBe(true);
});
