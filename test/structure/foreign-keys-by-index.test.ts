import { expect, test } from 'vitest';
import { useDatabase } from '../support/database.js';

const database = useDatabase();

/**
 * Foreign keys that no index leads to: neither by one of their columns alone nor, where the key is of an account's own
 * rows, by that account. A currency leads nowhere.
 */
function withoutIndex(): Promise<{ name: string }[]> {
  return database.owner.prisma.$queryRaw`
    SELECT f.conname::text AS name FROM pg_constraint f
    WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace AND NOT EXISTS (
      SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = f.conrelid AND i.indisvalid AND a.attnum = ANY (f.conkey) AND a.attname <> 'currency')
    ORDER BY name`;
}

test('what a foreign key names is found from its other side by an index (C83)', async () => {
  expect(await withoutIndex()).toEqual([]);
  await database.owner.prisma.$executeRaw`DROP INDEX payments_entered_by_id_idx`;
  expect(await withoutIndex()).toEqual([{ name: 'payments_entered_by_id_fkey' }]);
});
