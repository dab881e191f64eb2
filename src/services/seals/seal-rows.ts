import { Prisma } from '@prisma/client';
import type { Context } from '../core/context.js';
import { type Gap, gapsAmong, stillOpen } from './gaps.js';
import {
  BEFORE_THE_FIRST,
  rowHash,
  SEALED_TABLES,
  type SealedTable,
  sealHash,
  TEXT_SETTINGS,
} from './sealed-tables.js';

/** Rows per seal: a seal is read as a whole. */
const BATCH = 5_000;
const SEALING_LOCK = 727_003;
/** What is missing before a row that is this old is not on its way any more. */
const A_DAY_MS = 24 * 60 * 60_000;

/**
 * Seals every row of ledger, audit and signatures that no seal holds yet, also one that was committed after a higher id.
 * Answers how many. Costs a few index look-ups when there is none. Of two that seal at once one goes first, so that
 * there is one chain.
 */
export async function sealRows(ctx: Context): Promise<number> {
  let total = 0;
  for (const table of SEALED_TABLES) {
    for (let sealed = BATCH; sealed >= BATCH; total += sealed) sealed = await sealBatch(ctx, table);
  }
  return total;
}

type Tx = Parameters<Parameters<Context['installation']['prisma']['$transaction']>[0]>[0];

function sealBatch({ installation: { prisma }, clock }: Context, table: SealedTable): Promise<number> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEALING_LOCK})`;
      const last = await lastSeal(tx, table);
      const late = last.gaps.length === 0 ? [] : await lateIds(tx, table, last.gaps);
      const { rows, horizon, oldestRunning } = await freshRows(tx, table, last.lastId);
      const fresh = rows.map(([id]) => id);
      const ids = [...late, ...fresh];
      if (ids.length === 0) return 0;
      const now = clock.now();
      const writtenAt = new Map(rows);
      const gaps = gapsAmong(fresh, last.lastId)
        .filter(([, to]) => now.getTime() - (writtenAt.get(to + 1) ?? 0) < A_DAY_MS)
        .map(([from, to]): Gap => [from, to, Math.floor(now.getTime() / 1_000), horizon]);
      const open = stillOpen(last.gaps, late, now.getTime() / 1_000, BigInt(oldestRunning));
      await writeSeal(tx, table, { ids, gaps: [...open, ...gaps], lastId: fresh.at(-1) ?? last.lastId, now });
      return ids.length;
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}

async function lastSeal(tx: Tx, { name }: SealedTable): Promise<{ lastId: number; gaps: Gap[] }> {
  const found = await tx.seal.findFirst({
    where: { tableName: name },
    orderBy: { id: 'desc' },
    select: { lastId: true, gaps: true },
  });
  // Written by nobody but sealBatch.
  return { lastId: found?.lastId ?? 0, gaps: (found?.gaps ?? []) as Gap[] };
}

async function lateIds(tx: Tx, { name }: SealedTable, gaps: Gap[]): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT t.id FROM unnest(${gaps.map(([first]) => first)}::int[], ${gaps.map(([, last]) => last)}::int[]) AS gap(first, last)
    CROSS JOIN LATERAL (
      SELECT id FROM ${Prisma.raw(name)} WHERE id BETWEEN gap.first AND gap.last ORDER BY id LIMIT ${BATCH}) t
    ORDER BY t.id LIMIT ${BATCH}`;
  return rows.map(({ id }) => id);
}

interface Fresh {
  /** Rising ids, and when each was written, in milliseconds. */
  rows: [id: number, writtenAt: number][];
  /** Every transaction that may still fill a gap has a lower number. */
  horizon: string;
  oldestRunning: string;
}

async function freshRows(tx: Tx, { name, writtenAt }: SealedTable, after: number): Promise<Fresh> {
  const [found] = await tx.$queryRaw<{ ids: number[]; times: number[]; horizon: string; running: string }[]>`
    SELECT coalesce(array_agg(id), '{}') AS ids,
           coalesce(array_agg((extract(epoch FROM written_at) * 1000)::float8), '{}') AS times,
           pg_snapshot_xmax(pg_current_snapshot())::text AS horizon, pg_snapshot_xmin(pg_current_snapshot())::text AS running
    FROM (SELECT id, ${Prisma.raw(writtenAt)} AS written_at FROM ${Prisma.raw(name)}
          WHERE id > ${after} ORDER BY id LIMIT ${BATCH}) t`;
  const { ids = [], times = [], horizon = '0', running = '0' } = found ?? {};
  return { rows: ids.map((id, place) => [id, times[place] ?? 0]), horizon, oldestRunning: running };
}

interface NewSeal {
  ids: number[];
  gaps: Gap[];
  lastId: number;
  now: Date;
}

/** The rows are hashed where they are: nothing of them travels. */
async function writeSeal(tx: Tx, { name }: SealedTable, { ids, gaps, lastId, now }: NewSeal): Promise<void> {
  const columns = await columnsOf(tx, name);
  await tx.$executeRaw(TEXT_SETTINGS);
  await tx.$executeRaw`
    WITH head AS (SELECT id, hash FROM seals ORDER BY id DESC LIMIT 1),
      seal AS (
        SELECT coalesce((SELECT id FROM head), 0) + 1 AS id, ${name}::text AS table_name, ${columns}::text[] AS columns,
          array_agg(t.id ORDER BY t.id) AS row_ids, array_agg(${rowHash(columns)} ORDER BY t.id) AS row_hashes,
          ${lastId}::int AS last_id, ${JSON.stringify(gaps)}::jsonb AS gaps,
          coalesce((SELECT hash FROM head), ${BEFORE_THE_FIRST}) AS previous_hash, ${now}::timestamptz(3) AS created_at
        FROM ${Prisma.raw(name)} t WHERE t.id = ANY (${ids}::int[]))
    INSERT INTO seals (id, table_name, columns, row_ids, row_hashes, last_id, gaps, previous_hash, created_at, hash)
    SELECT seal.*, ${sealHash('seal')} FROM seal`;
}

async function columnsOf(tx: Tx, table: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT attname::text AS name FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;
  return rows.map(({ name }) => name);
}
