import { Prisma } from '@prisma/client';

/** What is written once and sealed afterwards, and the column that says when a row was written. */
export const SEALED_TABLES = [
  { name: 'audit_entries', writtenAt: 'created_at' },
  { name: 'credit_transactions', writtenAt: 'created_at' },
  { name: 'contract_signatures', writtenAt: 'signed_at' },
] as const;

export type SealedTable = (typeof SEALED_TABLES)[number];

/** The SHA-256 of the text of row `t`; with the settings below the text of a row is the same in every session. */
export function rowHash(columns: readonly string[]): Prisma.Sql {
  const quoted = columns.map((column) => `t."${column.replaceAll('"', '""')}"`).join(', ');
  return Prisma.raw(`sha256(convert_to(ROW(${quoted})::text, 'UTF8'))`);
}

export const TEXT_SETTINGS = Prisma.sql`SELECT set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true)`;

/** The SHA-256 of everything a seal says, as a column list of `alias` that has all its columns. */
export function sealHash(alias: string): Prisma.Sql {
  const parts = [
    `${alias}.id::text`,
    `${alias}.table_name`,
    `array_to_string(${alias}.columns, ',')`,
    `array_to_string(${alias}.row_ids, ',')`,
    `(SELECT string_agg(encode(h, 'hex'), ',' ORDER BY place) FROM unnest(${alias}.row_hashes) WITH ORDINALITY AS u(h, place))`,
    `${alias}.last_id::text`,
    `${alias}.gaps::text`,
    `${alias}.previous_hash`,
    `to_char(${alias}.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
  ];
  return Prisma.raw(`encode(sha256(convert_to(concat_ws('|', ${parts.join(', ')}), 'UTF8')), 'hex')`);
}

/** What the first seal follows. */
export const BEFORE_THE_FIRST = '0'.repeat(64);
