import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { brokenIn } from '../../scripts/chaos/finding.js';
import { type OwnGround, openOwnGround } from '../../scripts/chaos/ground.js';
import { killPostgres } from '../../scripts/chaos/kill-postgres.js';

// On an embedded PostgreSQL of its own, whatever DATABASE_URL says: a server that was lent is not killed.

const PATIENCE_MS = 120_000;
let ground: OwnGround;

beforeAll(async () => {
  ground = await openOwnGround(inject('programs'));
}, PATIENCE_MS);

afterAll(async () => {
  await ground?.close();
}, PATIENCE_MS);

it(
  'PostgreSQL killed in the middle of everything undoes it all, is told in a sentence, and needs no restart of ours',
  async () => {
    expect(brokenIn(await killPostgres.run(ground))).toEqual([]);
  },
  PATIENCE_MS,
);
