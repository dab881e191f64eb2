import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '../../scripts/chaos/finding.js';
import { type Ground, openGround } from '../../scripts/chaos/ground.js';
import { startWorkday } from '../../scripts/chaos/http-client.js';
import { postgresKilled } from '../../scripts/chaos/kill-postgres.js';
import { serverKilled } from '../../scripts/chaos/kill-server.js';
import { commitAnswerLost } from '../../scripts/chaos/lost-commit.js';
import { afterwards, type Fault, playFault } from '../../scripts/chaos/round.js';
import { openSite, type Site } from '../../scripts/chaos/site.js';
import type { Stage } from '../../scripts/chaos/stage.js';

// The short half of `npm run chaos`: one server in a process of its own on a PostgreSQL of its own, and everybody in
// the middle of something: signup, confirmation with upload, bulk approval, reject, credit adjustment.

const PATIENCE_MS = 120_000;
let ground: Ground;
let site: Site;
let stage: Stage;

beforeAll(async () => {
  ground = await openGround();
  site = await openSite(ground);
  stage = { site, server: await site.startServer(), staff: await startWorkday(site.baseUrl) };
}, PATIENCE_MS);

afterAll(async () => {
  await site?.close();
  await ground?.close();
}, PATIENCE_MS);

const broken = (findings: Finding[]) => findings.filter(({ holds }) => !holds);
const play = (fault: (stage: Stage) => Fault) => playFault(site, stage.staff, fault(stage));

it(
  'PostgreSQL killed in the middle of everything undoes it all, is told in a sentence, and needs no restart of ours',
  async () => {
    expect(broken(await play(postgresKilled))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'a connection that breaks between COMMIT and its answer never lets anybody hear that nothing was changed',
  async () => {
    expect(broken(await play(commitAnswerLost))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'a server killed in the middle of everything loses nothing that it acknowledged, and repeats do nothing twice',
  async () => {
    expect(broken(await play(serverKilled))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'afterwards every truth holds, and slips without a row are swept',
  async () => {
    expect(broken([await afterwards(site)])).toEqual([]);
  },
  PATIENCE_MS,
);
