import { Prisma } from '@prisma/client';
import { type Field, fieldOf, type Model } from './datamodel.js';

/** A name out of the data model; never anything that somebody sent. */
export function named(name: string): Prisma.Sql {
  return Prisma.raw(`"${name.replaceAll('"', '""')}"`);
}

export function tableOf(model: Model): Prisma.Sql {
  return named(model.dbName ?? model.name);
}

/** A reference is stored in its foreign key. */
export function storedField(model: Model, name: string): Field {
  const field = fieldOf(model, name);
  const key = field.relationFromFields?.[0];
  return key === undefined ? field : fieldOf(model, key);
}

/** The column of the list's own row, which is called t wherever a list is read. */
export function columnOf(model: Model, name: string): Prisma.Sql {
  const field = storedField(model, name);
  return Prisma.sql`t.${named(field.dbName ?? field.name)}`;
}

export function allOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.sql`(${Prisma.join([...conditions], ') AND (')})`;
}

export function anyOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join([...conditions], ') OR (')})`;
}
