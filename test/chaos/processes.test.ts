import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { connectionsCut } from '../../scripts/chaos/cut-connection.js';
import { brokenIn } from '../../scripts/chaos/finding.js';
import { type Ground, openGroundOn } from '../../scripts/chaos/ground.js';
import { startWorkday } from '../../scripts/chaos/http-client.js';
import { serverKilled } from '../../scripts/chaos/kill-server.js';
import { commitAnswerLost } from '../../scripts/chaos/lost-commit.js';
import { afterwards, type Fault, playFault } from '../../scripts/chaos/round.js';
import { openSite, type Site } from '../../scripts/chaos/site.js';
import type { Stage } from '../../scripts/chaos/stage.js';

// The short half of `npm run chaos`: one server in a process of its own with a database of its own on the tests' server,
// also where that is the one of DATABASE_URL, and everybody in the middle of something: signup, confirmation with
// upload, bulk approval, reject, credit adjustment. Nobody may kill a server of somebody else's: postgres-killed.test.ts.

const PATIENCE_MS = 120_000;
let ground: Ground;
let site: Site;
let stage: Stage;

beforeAll(async () => {
  ground = await openGroundOn(inject('testDatabase'), inject('programs'));
  site = await openSite(ground);
  stage = { site, server: await site.startServer(), staff: await startWorkday(site.baseUrl) };
}, PATIENCE_MS);

afterAll(async () => {
  await site?.close();
  await ground?.close();
}, PATIENCE_MS);

const play = (fault: (stage: Stage) => Fault) => playFault(site, stage.staff, fault(stage));

it(
  'a connection that breaks between COMMIT and its answer never lets anybody hear that nothing was changed',
  async () => {
    expect(brokenIn(await play(commitAnswerLost))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'connections cut in the middle of everything undo it all, are told in a sentence, and come back by themselves',
  async () => {
    expect(brokenIn(await play(connectionsCut))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'a server killed in the middle of everything loses nothing that it acknowledged, and repeats do nothing twice',
  async () => {
    expect(brokenIn(await play(serverKilled))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'afterwards every truth holds, and slips without a row are swept',
  async () => {
    expect(brokenIn([await afterwards(site)])).toEqual([]);
  },
  PATIENCE_MS,
);
