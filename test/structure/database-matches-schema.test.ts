import { describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.js';
import { factsOfDatabase, factsOfSchema, readDataModel } from './schema-facts.js';

const database = useDatabase();

describe('the migrated database', () => {
  it('has exactly the tables, columns, types, keys, indexes and references of the Prisma schema', async () => {
    expect(await factsOfDatabase(database.prisma)).toEqual(factsOfSchema(readDataModel()));
  });

  it('is noticed when a migration leaves something out or adds something', async () => {
    const schema = readDataModel();
    const account = schema.models.find((model) => model.name === 'Account');
    const [first] = account?.fields ?? [];
    if (account === undefined || first === undefined) throw new Error('the schema has an account with fields');
    account.fields.push({ ...first, name: 'forgotten', isId: false });
    const promised = factsOfSchema(schema);
    const found = await factsOfDatabase(database.prisma);
    expect(promised.filter((fact) => !found.includes(fact))).toEqual(['column accounts.forgotten integer not null']);

    await database.owner.prisma.$executeRaw`ALTER TABLE accounts ADD COLUMN surplus int, ALTER COLUMN name TYPE text`;
    await database.owner.prisma.$executeRaw`CREATE INDEX ON accounts (name)`;
    const drifted = await factsOfDatabase(database.prisma);
    expect(drifted.filter((fact) => !promised.includes(fact))).toEqual([
      'column accounts.name text not null',
      'column accounts.surplus integer',
      'index accounts (name)',
    ]);
  });
});
