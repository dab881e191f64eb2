import { setTimeout as sleep } from 'node:timers/promises';
import type { Prisma } from '@prisma/client';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { sqlState } from '../../src/services/core/db.js';
import { useDatabase } from '../support/database.js';

const database = useDatabase({ poolSize: 2 });

describe('a pool of two connections', () => {
  it('is still whole after five commits that a deferred constraint refused', async () => {
    const { owner } = database;
    await owner.prisma.$executeRaw`CREATE TABLE deferred (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
    await owner.prisma.$executeRaw`GRANT INSERT ON deferred TO PUBLIC`;
    for (let round = 0; round < 5; round += 1) {
      const refused = database.prisma.$transaction((tx) => tx.$executeRaw`INSERT INTO deferred VALUES (1), (1)`);
      expect(await refused.then(() => null, sqlState)).toBe('23505');
    }
    expect(await twoAtOnce()).toEqual([1, 1]);
  });

  it('is still whole after five transactions whose connection was cut', async () => {
    for (let round = 0; round < 5; round += 1) {
      const cut = database.prisma.$transaction(async (tx) => {
        await cutConnectionOf(tx);
        await tx.$queryRaw`SELECT 1`;
      });
      await expect(cut).rejects.toThrow();
    }
    expect(await twoAtOnce()).toEqual([1, 1]);
  });

  it('survives a transaction whose connection was cut and whose time ran out before it noticed', async () => {
    const late = database.prisma.$transaction(
      async (tx) => {
        await cutConnectionOf(tx);
        // Prisma rolls back meanwhile, with nobody waiting for it: a failure that nobody caught would fail this file.
        await sleep(600);
        await tx.$queryRaw`SELECT 1`;
      },
      { timeout: 200 },
    );
    await expect(late).rejects.toThrow(/expired transaction/);
    expect(await twoAtOnce()).toEqual([1, 1]);
  });

  it('still tells of a commit whose connection was cut', async () => {
    await expect(database.prisma.$transaction((tx) => cutConnectionOf(tx))).rejects.toThrow();
    // The pool may hear of the cut a moment after the COMMIT did, and hand the connection out once more.
    await vi.waitFor(async () => expect(await twoAtOnce()).toEqual([1, 1]), 30_000);
  });
});

async function cutConnectionOf(tx: Prisma.TransactionClient): Promise<void> {
  const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  const killer = new pg.Client({ connectionString: database.url });
  await killer.connect();
  await killer.query('SELECT pg_terminate_backend($1)', [row?.pid]);
  await killer.end();
}

function twoAtOnce(): Promise<number[]> {
  const one = () =>
    database.prisma.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ one: number }[]>`SELECT 1 AS one FROM pg_sleep(0.05)`;
      return rows[0]?.one ?? 0;
    });
  return Promise.all([one(), one()]);
}
