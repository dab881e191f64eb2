import { Prisma } from '@prisma/client';
import { escapeLike } from './list-filters.js';
import type { SearchWay } from './list-search.js';

// Each expression is that of an index, to the letter: see prisma/migrations/20261121000520_lists_by_index.

/** By a part of the account's name, e-mail address, billing address, tax id or notes. */
export function byAccount(column = 'accountId'): SearchWay[] {
  return [
    within(column, Prisma.sql`accounts f`, Prisma.sql`lower(f.name || ' ' || f.email)`),
    within(
      column,
      Prisma.sql`accounts f`,
      Prisma.sql`lower(f.billing_email || ' ' || f.tax_id || ' ' || f.admin_notes)`,
      Prisma.sql`(f.billing_email <> '' OR f.tax_id <> '' OR f.admin_notes <> '')`,
    ),
  ];
}

/** By a part of a person's e-mail address or name. */
export function byUser(column: string, when?: Prisma.Sql): SearchWay {
  const names = Prisma.sql`lower(f.email || ' ' || f.full_name || ' ' || coalesce(f.username, ''))`;
  return { ...within(column, Prisma.sql`users f`, names), ...(when === undefined ? {} : { when }) };
}

/** By a part of the e-mail address or name of one of the account's people. */
export const byPeopleOfAccount: SearchWay = {
  ...byUser('accountId'),
  from: Prisma.sql`(SELECT account_id AS id, email, full_name, username FROM users) f`,
};

/** By a part of a colleague's e-mail address or name; there are few enough to read them all. */
export function byStaff(column: string, when: Prisma.Sql): SearchWay {
  const way = within(column, Prisma.sql`staff_users f`, Prisma.sql`lower(f.email || ' ' || f.full_name)`);
  return { ...way, byIndex: () => true, when };
}

/** By what the reference begins with, whatever the case and the signs between. */
export function byReference(column: string): SearchWay {
  return {
    column,
    from: Prisma.sql`payments f`,
    match: (words) => {
      const plain = plainReference(words);
      return plain === '' ? null : Prisma.sql`f.normalized_reference LIKE ${`${plain}%`}`;
    },
    byIndex: () => true,
  };
}

/** As the database's generated column has it; every letter and digit of the words survives it. */
function plainReference(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}$+<=>^`|~\u00AD\u200B-\u200F\u2060\uFEFF%_\\]+/gu, '');
}

export const byPayer: SearchWay = {
  column: 'id',
  from: Prisma.sql`payments f`,
  match: (words) => Prisma.sql`f.payer_name <> '' AND lower(f.payer_name) LIKE lower(${`${escapeLike(words)}%`})`,
  byIndex: () => true,
};

export const byNotes: SearchWay = within(
  'id',
  Prisma.sql`payments f`,
  Prisma.sql`lower(f.manual_notes || ' ' || f.admin_notes)`,
  Prisma.sql`(f.manual_notes <> '' OR f.admin_notes <> '')`,
);

export function byInvoiceNumber(column: string): SearchWay {
  return byNumber(column, Prisma.sql`invoices f`, /^INV-(\d{1,9})(-.*)?$/);
}

export function byContractNumber(column: string): SearchWay {
  return byNumber(column, Prisma.sql`contracts f`, /^CTR-(\d{1,9})(-.*)?$/);
}

export function byContractTitle(column: string): SearchWay {
  return within(column, Prisma.sql`contracts f`, Prisma.sql`lower(f.title)`);
}

/** By the whole number, or by its beginning once that says whose it is. */
function byNumber(column: string, from: Prisma.Sql, beginning: RegExp): SearchWay {
  return {
    column,
    from,
    match: (words) => {
      const number = words.toUpperCase();
      const account = beginning.exec(number)?.[1];
      if (account === undefined) return Prisma.sql`f.number = ${number}`;
      return Prisma.sql`f.account_id = ${Number(account)}::int AND f.number LIKE ${`${escapeLike(number)}%`}`;
    },
    byIndex: () => true,
  };
}

/** By the whole value of a column with an index, in lower case. */
export function byWhole(
  table: 'payment_proofs' | 'documents' | 'external_refs',
  name: 'sha256' | 'external_id',
): SearchWay {
  return {
    column: 'id',
    from: Prisma.sql`${Prisma.raw(table)} f`,
    match: (words) => Prisma.sql`f.${Prisma.raw(name)} IN (${words}, lower(${words}))`,
    byIndex: () => true,
  };
}

/** By a part of the action's name. There are few names, and the index steps from one to the next. */
export const byAction: SearchWay = {
  column: 'action',
  from: Prisma.sql`(
    WITH RECURSIVE step (id) AS (
      (SELECT action FROM audit_entries ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT action FROM audit_entries WHERE action > step.id ORDER BY action LIMIT 1) FROM step WHERE step.id IS NOT NULL
    ) SELECT id FROM step WHERE id IS NOT NULL) f`,
  match: (words) => Prisma.sql`f.id ILIKE ${`%${escapeLike(words)}%`}`,
  byIndex: () => true,
};

function within(column: string, from: Prisma.Sql, text: Prisma.Sql, when?: Prisma.Sql): SearchWay {
  return {
    column,
    from,
    match: (words) => {
      const condition = Prisma.sql`${text} LIKE lower(${`%${escapeLike(words)}%`})`;
      return when === undefined ? condition : Prisma.sql`${when} AND ${condition}`;
    },
    byIndex: (words) => /[\p{L}\p{N}]{3}/u.test(words),
  };
}
