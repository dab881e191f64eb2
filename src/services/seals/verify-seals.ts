import { Prisma } from '@prisma/client';
import type { Installation } from '../core/context.js';
import {
  BEFORE_THE_FIRST,
  rowHash,
  SEALED_TABLES,
  type SealedTable,
  sealHash,
  TEXT_SETTINGS,
} from './sealed-tables.js';

export interface SealFinding {
  row: string;
  wrong: string;
}

export interface SealReport {
  findings: SealFinding[];
  sealed: number;
  /** Rows that the next run of the job seals. */
  waiting: number;
}

/** A seal that was read in the log: what the chain said then it must say for ever. */
export interface KnownSeal {
  seal: number;
  hash: string;
}

const FINDINGS_PER_TABLE = 100;
const JOB = 'seal_rows';

type Tx = Parameters<Parameters<Installation['prisma']['$transaction']>[0]>[0];

/** Recomputes every hash and names each row that was edited, deleted or left out since it was sealed, and each seal that was changed; reads only. */
export function verifySeals(
  { prisma }: Pick<Installation, 'prisma'>,
  known: KnownSeal | null = null,
): Promise<SealReport> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET TRANSACTION READ ONLY`;
      await tx.$executeRaw`SET LOCAL statement_timeout = '10min'`;
      await tx.$executeRaw(TEXT_SETTINGS);
      const findings = [...(await brokenChain(tx)), ...(await forgotten(tx, known))];
      let waiting = 0;
      for (const table of SEALED_TABLES) {
        findings.push(...(await changedRows(tx, table)));
        const unsealed = await unsealedRows(tx, table);
        findings.push(...unsealed.late.map((id) => ({ row: `${table.name} ${id}`, wrong: 'is not sealed' })));
        waiting += unsealed.waiting;
      }
      const [{ sealed = 0 } = {}] = await tx.$queryRaw<{ sealed: number }[]>`
        SELECT coalesce(sum(cardinality(row_ids)), 0)::int AS sealed FROM seals`;
      return { findings, sealed, waiting };
    },
    { isolationLevel: 'RepeatableRead', timeout: 15 * 60_000, maxWait: 10_000 },
  );
}

function brokenChain(tx: Tx): Promise<SealFinding[]> {
  return tx.$queryRaw<SealFinding[]>`
    SELECT 'seals ' || id AS row, wrong FROM (
      SELECT s.id, concat_ws('; ',
        CASE WHEN s.hash <> ${sealHash('s')} THEN 'was edited: its hash is not that of what it says' END,
        CASE WHEN s.id <> coalesce(lag(s.id) OVER chain, 0) + 1
               OR s.previous_hash <> coalesce(lag(s.hash) OVER chain, ${BEFORE_THE_FIRST})
          THEN 'does not follow the seal before it, which was edited or deleted' END) AS wrong
      FROM seals s WINDOW chain AS (ORDER BY s.id)) checked
    WHERE wrong <> '' ORDER BY id LIMIT ${FINDINGS_PER_TABLE}`;
}

async function forgotten(tx: Tx, known: KnownSeal | null): Promise<SealFinding[]> {
  if (known === null) return [];
  const found = await tx.seal.findUnique({ where: { id: known.seal }, select: { hash: true } });
  if (found?.hash === known.hash) return [];
  return [{ row: `seals ${known.seal}`, wrong: 'is not the one that was told: the chain was written anew' }];
}

/** By the columns of each seal's own time: a later release may have added some. */
async function changedRows(tx: Tx, { name }: SealedTable): Promise<SealFinding[]> {
  const forms = await tx.$queryRaw<{ columns: string[] }[]>`
    SELECT DISTINCT columns FROM seals WHERE table_name = ${name}`;
  const findings: SealFinding[] = [];
  for (const { columns } of forms) {
    const missing = await missingColumns(tx, name, columns);
    if (missing.length > 0) findings.push({ row: name, wrong: `lost what was sealed: ${missing.join(', ')}` });
    else findings.push(...(await changedRowsOf(tx, name, columns)));
  }
  return findings;
}

function missingColumns(tx: Tx, name: string, columns: string[]): Promise<string[]> {
  return tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM unnest(${columns}::text[]) AS name EXCEPT
    SELECT attname::text FROM pg_attribute WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped`.then(
    (rows) => rows.map((row) => row.name),
  );
}

function changedRowsOf(tx: Tx, name: string, columns: string[]): Promise<SealFinding[]> {
  const hash = rowHash(columns);
  return tx.$queryRaw<SealFinding[]>`
    SELECT ${name}::text || ' ' || sealed.id AS row,
      CASE WHEN t.id IS NULL THEN 'was deleted' ELSE 'was edited' END || ' after it had been sealed (seal ' || sealed.seal || ')' AS wrong
    FROM (SELECT s.id AS seal, u.id, u.hash FROM seals s, unnest(s.row_ids, s.row_hashes) AS u(id, hash)
          WHERE s.table_name = ${name} AND s.columns = ${columns}::text[]) sealed
    LEFT JOIN ${Prisma.raw(name)} t ON t.id = sealed.id
    WHERE t.id IS NULL OR ${hash} <> sealed.hash
    ORDER BY sealed.id LIMIT ${FINDINGS_PER_TABLE}`;
}

interface Unsealed {
  /** The job passed them by. */
  late: number[];
  /** One of the last, or of a transaction that ended just now. */
  waiting: number;
}

async function unsealedRows(tx: Tx, { name, writtenAt }: SealedTable): Promise<Unsealed> {
  const [found] = await tx.$queryRaw<Unsealed[]>`
    WITH last AS (SELECT last_id, gaps FROM seals WHERE table_name = ${name} ORDER BY id DESC LIMIT 1),
      sealed AS (SELECT unnest(row_ids) AS id FROM seals WHERE table_name = ${name}),
      unsealed AS MATERIALIZED (
        SELECT t.id,
          coalesce(t.id <= (SELECT last_id FROM last)
            AND NOT EXISTS (SELECT 1 FROM last, jsonb_array_elements(last.gaps) AS gap
              WHERE t.id BETWEEN (gap ->> 0)::int AND (gap ->> 1)::int), false)
          OR coalesce(t.${Prisma.raw(writtenAt)} <
            (SELECT last_run_at - interval '5 minutes' FROM scheduled_jobs WHERE name = ${JOB}), false) AS late
        FROM ${Prisma.raw(name)} t WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE sealed.id = t.id))
    SELECT (SELECT count(*)::int FROM unsealed WHERE NOT late) AS waiting,
      ARRAY(SELECT id FROM unsealed WHERE late ORDER BY id LIMIT ${FINDINGS_PER_TABLE}) AS late`;
  return found ?? { late: [], waiting: 0 };
}
