import type { TestServer } from '../support/http.js';

/** Closes attributes and scripts, then adds an element, a handler and a script of its own. */
export const PLANTED = '"><img data-planted src=x onerror=planted=1></script><script data-planted>planted=1</script>';

/** What machines write in a form of their own, and nobody can put a text into. */
const MACHINE_WORDS =
  /email|password_hash|slug|^kind$|^action$|time_zone|storage_key|media_type|sha256|_hash$|secret|message_id|request_id|_type$|^provider$|^checksum$/;
const MACHINE_TABLES = [
  'staff_sessions',
  'user_sessions',
  'rate_limits',
  'idempotent_answers',
  'seals',
  '_prisma_migrations',
];

interface Column {
  table: string;
  column: string;
  length: number | null;
}

/**
 * Puts the hostile text into every text column that there is, whoever could write it and whatever a form would refuse
 * today: rows may be older than a check. Answers how many columns took it.
 */
export async function plantEverywhere(server: TestServer): Promise<number> {
  const { prisma } = server.owner;
  const columns = await prisma.$queryRaw<Column[]>`
    SELECT table_name::text AS "table", column_name::text AS "column", character_maximum_length::int AS length
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'character varying')`;
  const texts = columns.filter(
    ({ table, column, length }) =>
      !MACHINE_TABLES.includes(table) && !MACHINE_WORDS.test(column) && (length === null || length > 40),
  );
  let planted = 0;
  for (const { table, column, length } of texts) {
    // A check or an index that refuses the text protects its column better than any escaping.
    const update = `UPDATE "${table}" SET "${column}" = left(id || '${PLANTED}', ${length ?? 2_000})`;
    const took = await prisma
      .$transaction([
        prisma.$executeRawUnsafe("SET LOCAL session_replication_role = 'replica'"),
        prisma.$executeRawUnsafe(update),
      ])
      .catch(() => null);
    if (took !== null) planted += 1;
  }
  return planted;
}
