import { Prisma } from '@prisma/client';
import { type Field, fieldOf, type Model, modelNamed } from './datamodel.js';
import { exact } from './exact-value.js';
import type { Order, Place } from './list-order.js';
import { columnOf, named, storedField, tableOf } from './table-sql.js';

/** A row of a list: what AdminJS would call a record, without what it adds to each. */
export interface ListRow {
  id: number;
  title: unknown;
  params: Record<string, unknown>;
  populated: Record<string, { id: number; title: unknown }>;
}

export type RawRow = Record<string, unknown>;

/** What a list reads of its rows, and how they are told. */
export class ListColumns {
  private readonly references: { name: string; titled: Model; title: string }[];
  private readonly fields: { name: string; field: Field }[];

  /** `titles` names the column that names a record, by model; those without one are told by their ids. */
  constructor(
    private readonly model: Model,
    names: readonly string[],
    private readonly titleColumn: string,
    titles: ReadonlyMap<string, string>,
  ) {
    const wanted = [...new Set(['id', titleColumn, ...names, ...companions(model, names)])];
    this.fields = wanted.map((name) => ({ name, field: storedField(model, name) }));
    this.references = wanted.flatMap((name) => {
      const field = fieldOf(model, name);
      const title = field.relationName === undefined ? undefined : titles.get(field.type);
      return title === undefined ? [] : [{ name, titled: modelNamed(field.type), title }];
    });
  }

  /** The columns of rows t and of what they refer to, each under the name it is told by. */
  select(): Prisma.Sql {
    const own = this.fields.map(({ name }) => Prisma.sql`${columnOf(this.model, name)} AS ${named(name)}`);
    const titles = this.references.map(({ name, titled, title }) => {
      const column = storedField(titled, title);
      return Prisma.sql`${named(`of ${name}`)}.${named(column.dbName ?? column.name)} AS ${named(`of ${name}`)}`;
    });
    return Prisma.join([...own, ...titles]);
  }

  joins(): Prisma.Sql {
    const joins = this.references.map(({ name, titled }) => {
      const other = named(`of ${name}`);
      return Prisma.sql`LEFT JOIN ${tableOf(titled)} ${other} ON ${other}.id = ${columnOf(this.model, name)}`;
    });
    return joins.length === 0 ? Prisma.empty : Prisma.join(joins, ' ');
  }

  rowOf(raw: RawRow): ListRow {
    const params = Object.fromEntries(this.fields.map(({ name }) => [name, exact(raw[name], raw.currency)]));
    const populated = Object.fromEntries(
      this.references.flatMap(({ name }) =>
        typeof raw[name] === 'number' ? [[name, { id: raw[name], title: raw[`of ${name}`] ?? null }]] : [],
      ),
    );
    return { id: Number(raw.id), title: params[this.titleColumn], params, populated };
  }
}

/** Without its currency an amount says nothing, and without its type neither does the number of an entity. */
function companions(model: Model, names: readonly string[]): string[] {
  const has = (name: string) => model.fields.some((field) => field.name === name);
  return [
    ...(has('currency') && names.some((name) => has(name) && fieldOf(model, name).type === 'Decimal')
      ? ['currency']
      : []),
    ...(names.includes('entityId') ? ['entityType'] : []),
    ...(names.includes('objectId') ? ['objectType'] : []),
  ];
}

export function placeSelect(model: Model, { column }: Order): Prisma.Sql {
  return Prisma.sql`t.id AS "id", ${columnOf(model, column)} AS "value"`;
}

export function placeFrom(id: unknown, value: unknown): Place {
  const told = exact(value, undefined);
  return { id: Number(id), value: told === null || told === undefined ? null : String(told) };
}
