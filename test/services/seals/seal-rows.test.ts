import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealRows } from '../../../src/services/seals/seal-rows.js';
import { getHead, tellHead } from '../../../src/services/seals/tell-head.js';
import { verifySeals } from '../../../src/services/seals/verify-seals.js';
import { systemContext } from '../../support/contexts.js';
import { signedContract } from '../../support/contract-factories.js';
import { activeTenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation();
const seal = () => sealRows(systemContext(test));
const verify = () => verifySeals(test.installation);
let vandal: pg.Client;

beforeAll(async () => {
  await signedContract(test, await activeTenant(test));
  vandal = new pg.Client({ connectionString: test.ownerUrl });
  await vandal.connect();
});
afterAll(() => vandal.end());

const entry = (id: number | string, action = 'late') =>
  `INSERT INTO audit_entries (id, action, actor_type, entity_type, created_at) VALUES (${id}, '${action}', 'system', 'Account', '${test.clock.now().toISOString()}')`;

describe('the job that seals', () => {
  it('seals every row of ledger, audit and signatures, in one chain, and nothing twice', async () => {
    expect((await verify()).waiting).toBeGreaterThan(5);
    const sealed = await seal();
    expect(await verify()).toEqual({ findings: [], sealed, waiting: 0 });
    const seals = await test.prisma.seal.findMany({ orderBy: { id: 'asc' } });
    expect(seals.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(seals.map(({ tableName }) => tableName)).toEqual([
      'audit_entries',
      'credit_transactions',
      'contract_signatures',
    ]);
    expect(seals.map(({ previousHash }) => previousHash)).toEqual(['0'.repeat(64), seals[0]?.hash, seals[1]?.hash]);
    expect(await seal()).toBe(0);
    expect(await test.prisma.seal.count()).toBe(3);
  });

  it('seals a row that was committed after a row with a higher id had been sealed', async () => {
    const slow = new pg.Client({ connectionString: test.url });
    await slow.connect();
    const [{ id = 0 } = {}] = (await slow.query("SELECT nextval('audit_entries_id_seq')::int AS id")).rows;
    await slow.query('BEGIN');
    await slow.query(entry(id, 'slow'));
    await test.prisma.$executeRawUnsafe(entry("nextval('audit_entries_id_seq')", 'quick'));
    expect(await seal()).toBe(1);
    await slow.query('COMMIT');
    await slow.end();
    expect(await verify()).toMatchObject({ findings: [], waiting: 1 });
    // The late one alone calls for a seal of its own.
    expect(await seal()).toBe(1);
    expect(await verify()).toMatchObject({ findings: [], waiting: 0 });
    const last = await test.prisma.seal.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(last).toMatchObject({ rowIds: [id], gaps: [] });
  });

  it('makes one chain when two workers seal at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      for (let row = 0; row < 20; row += 1)
        await test.prisma.$executeRawUnsafe(entry("nextval('audit_entries_id_seq')"));
      const sealed = await Promise.all([seal(), seal(), seal()]);
      expect(sealed.reduce((sum, rows) => sum + rows, 0)).toBe(20);
    }
    expect(await verify()).toMatchObject({ findings: [], waiting: 0 });
  });

  it('seals in batches what an installation wrote before it knew of seals', async () => {
    await test.prisma.$executeRaw`
      INSERT INTO audit_entries (action, actor_type, entity_type, created_at)
      SELECT 'old', 'system', 'Account', '2020-01-01' FROM generate_series(1, 11000)`;
    expect(await seal()).toBe(11_000);
    const batches = await test.prisma.$queryRaw<{ rows: number }[]>`
      SELECT cardinality(row_ids) AS rows FROM seals ORDER BY id DESC LIMIT 3`;
    expect(batches.map(({ rows }) => rows)).toEqual([1_000, 5_000, 5_000]);
    expect(await verify()).toMatchObject({ findings: [], waiting: 0 });
  });

  it('looks nothing up in whole tables when there is nothing to seal', async () => {
    await vandal.query('ANALYZE audit_entries');
    const { rows } = await vandal.query<{ 'QUERY PLAN': string }>(
      'EXPLAIN SELECT id FROM audit_entries WHERE id > 20000 ORDER BY id LIMIT 5000',
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('using audit_entries_pkey');
    expect(await seal()).toBe(0);
  });
});

describe('npm run verify', () => {
  const damage = async (sql: string, look = verify) => {
    await vandal.query("BEGIN; SET session_replication_role = 'replica'");
    await vandal.query(sql);
    await vandal.query('COMMIT; SET session_replication_role = origin');
    return (await look()).findings.map(({ row, wrong }) => `${row} ${wrong}`);
  };

  it.each([
    ['audit_entries', "UPDATE audit_entries SET reason = 'nobody saw it' WHERE id = 2"],
    ['credit_transactions', "UPDATE credit_transactions SET description = 'a gift' WHERE id = 1"],
    ['contract_signatures', "UPDATE contract_signatures SET typed_name = 'Somebody Else' WHERE id = 1"],
  ])('names the row of %s that a superuser edited', async (table, sql) => {
    const column = /SET (\w+)/.exec(sql)?.[1] ?? '';
    const id = /id = (\d)/.exec(sql)?.[1] ?? '';
    const { rows } = await vandal.query<{ was: string }>(`SELECT ${column} AS was FROM ${table} WHERE id = ${id}`);
    expect(await damage(sql)).toEqual([
      expect.stringMatching(new RegExp(`^${table} ${id} was edited after it had been sealed \\(seal \\d\\)$`)),
    ]);
    const back = `UPDATE ${table} SET ${column} = '${rows[0]?.was}' WHERE id = ${id}`;
    expect(await damage(back)).toEqual([]);
  });

  it('names a row that was deleted', async () => {
    expect(await damage("DELETE FROM audit_entries WHERE action = 'quick'")).toEqual([
      expect.stringMatching(/^audit_entries \d+ was deleted after it had been sealed \(seal 4\)$/),
    ]);
  });

  it('names a row that took a number of long ago and was never sealed', async () => {
    const [{ id = 0 } = {}] = await test.prisma.$queryRaw<{ id: number }[]>`
      SELECT nextval('audit_entries_id_seq')::int AS id`;
    // The number is missing, and nobody who runs could still use it.
    for (let open = true; open; ) {
      await test.prisma.$executeRawUnsafe(entry("nextval('audit_entries_id_seq')"));
      await seal();
      open = JSON.stringify((await test.prisma.seal.findFirst({ orderBy: { id: 'desc' } }))?.gaps) !== '[]';
      test.clock.moveMinutes(10);
    }
    await test.prisma.$executeRawUnsafe(entry(id, 'forged'));
    expect(await seal()).toBe(0);
    const { findings } = await verify();
    expect(findings).toContainEqual({ row: `audit_entries ${id}`, wrong: 'is not sealed' });
  });

  it('names a seal that was edited, and the one after it when its hash was made to fit', async () => {
    const before = await test.prisma.seal.findUniqueOrThrow({ where: { id: 2 } });
    const edited = await damage("UPDATE seals SET created_at = created_at - interval '1 day' WHERE id = 2");
    expect(edited).toContain('seals 2 was edited: its hash is not that of what it says');
    const fitted = await damage(
      `UPDATE seals SET created_at = '${before.createdAt.toISOString()}', hash = repeat('a', 64) WHERE id = 2`,
    );
    expect(fitted.filter((finding) => finding.startsWith('seals 3'))).toEqual([
      'seals 3 does not follow the seal before it, which was edited or deleted',
    ]);
    await damage(`UPDATE seals SET hash = '${before.hash}' WHERE id = 2`);
  });

  it('knows by a head from the log that the whole chain was written anew', async () => {
    const head = await getHead(test.installation);
    const told: object[] = [];
    const logger = { ...test.installation.logger, info: (details: object) => void told.push(details) };
    await tellHead({ ...systemContext(test), installation: { ...test.installation, logger } });
    expect(told).toEqual([head]);
    const known = { seal: head?.seal ?? 0, hash: head?.hash ?? '' };
    const rowsOf = async (seen: typeof known) =>
      (await verifySeals(test.installation, seen)).findings.map(({ row }) => row);
    expect(await rowsOf(known)).not.toContain(`seals ${known.seal}`);
    await damage("DELETE FROM seals; DELETE FROM audit_entries WHERE action = 'late'");
    await seal();
    expect((await verify()).findings).toEqual([]);
    expect(await rowsOf(known)).toEqual([`seals ${known.seal}`]);
  });
});
