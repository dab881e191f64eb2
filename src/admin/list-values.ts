import { Prisma } from '@prisma/client';
import { enumValues, type Field } from './datamodel.js';

const MAX_INT = 2_147_483_647;

/** A text as a value of a column's type, or the sentence that says what was expected. */
export function typedLiteral(field: Field, value: string, end = false): Prisma.Sql | string {
  if (field.kind === 'enum') return enumValue(field, value);
  switch (field.type) {
    case 'Int':
      return isWhole(value) ? Prisma.sql`${Number(value)}::int` : 'Please enter a whole number.';
    case 'DateTime':
      return moment(field, value, end);
    case 'Decimal':
      return /^-?\d{1,14}(\.\d{1,4})?$/.test(value.trim())
        ? Prisma.sql`${value.trim()}::numeric`
        : 'Please enter an amount such as 29.00.';
    case 'Boolean':
      return value === 'true' || value === 'false'
        ? Prisma.sql`${value === 'true'}::boolean`
        : 'Please choose yes or no.';
    case 'String':
      return value.includes('\0') ? 'This text cannot be looked for.' : Prisma.sql`${value}::text`;
    default:
      return 'This list cannot be filtered by that.';
  }
}

function enumValue(field: Field, value: string): Prisma.Sql | string {
  const known = enumValues(field.type);
  if (!known.includes(value)) return `"${value.slice(0, 40)}" is not one of: ${known.join(', ')}.`;
  return Prisma.sql`${value}::${Prisma.raw(`"${field.type}"`)}`;
}

function isWhole(value: string): boolean {
  const number = Number(value);
  return value.trim() !== '' && Number.isInteger(number) && Math.abs(number) <= MAX_INT;
}

/** A bare date means the whole day in UTC. */
function moment(field: Field, value: string, end: boolean): Prisma.Sql | string {
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) && end ? `${value}T23:59:59.999Z` : value);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) return 'Please enter a date.';
  if (field.nativeType?.[0] === 'Date') return Prisma.sql`${date.toISOString().slice(0, 10)}::date`;
  return Prisma.sql`${date.toISOString()}::timestamptz`;
}
