import { enumValues, type Field } from '../../src/admin/datamodel.js';
import type { Rows } from '../support/rows.js';

/** Values that nobody would enter by chance, to be found again wherever they were written. */
const FORGED = { text: 'f0rged', number: 98_765_432, decimal: '98765.4321', moment: '2001-02-03T04:05:06.000Z' };
const TRACE = /f0rged|98765432|98765\.4321|2001-02-03/;

/** What somebody sends for a column: of the few values that leave no trace another than it has, or is due to have. */
export function forged({ kind, type }: Field, due: unknown): unknown {
  if (kind === 'enum') return enumValues(type).find((value) => value !== due);
  switch (type) {
    case 'Boolean':
      return due !== true;
    case 'Int':
    case 'BigInt':
      return FORGED.number;
    case 'Decimal':
      return FORGED.decimal;
    case 'DateTime':
      return FORGED.moment;
    case 'Json':
      return { forged: FORGED.text };
    default:
      return FORGED.text;
  }
}

/** The rows in which a forged value is found again. */
export function traces(rows: Rows): Rows {
  const found = Object.entries(rows).map(
    ([table, each]) => [table, each.filter((row) => TRACE.test(JSON.stringify(row)))] as const,
  );
  return Object.fromEntries(found.filter(([, each]) => each.length > 0));
}

/** Without what being signed in and asking leaves behind. */
export function business({ staff_sessions: _sessions, rate_limits: _limits, ...rows }: Rows): Rows {
  return rows;
}
