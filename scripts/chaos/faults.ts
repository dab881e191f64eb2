import type { Experiment, Finding } from './finding.js';
import type { Ground } from './ground.js';
import { signInStaff } from './http-client.js';
import { until } from './patience.js';
import type { Running } from './process.js';
import { type Fault, playRound } from './round.js';
import { openSite, type Site } from './site.js';

const LOCK_TIMEOUT_MS = 5_000;

/** Each fault strikes an installation of its own, so that any can be asked for alone. */
function experiment(name: string, title: string, fault: (stage: Stage) => Fault, settings = {}): Experiment {
  return {
    name,
    title,
    run: (ground) => onStage(ground, settings, (stage) => playRound(stage.site, stage.cookie, fault(stage))),
  };
}

export interface Stage {
  site: Site;
  cookie: string;
  server: Running;
}

export async function onStage(
  ground: Ground,
  settings: Record<string, string>,
  play: (stage: Stage) => Promise<Finding[]>,
): Promise<Finding[]> {
  const site = await openSite(ground, settings);
  try {
    const server = await site.startServer();
    return await play({ site, server, cookie: await signInStaff(site.baseUrl) });
  } finally {
    await site.close();
  }
}

export const killServer = experiment('kill-server', 'kill -9 of the server', ({ site, server }) => ({
  name: 'kill -9 of the server',
  async strike() {
    await server.kill9();
    return undefined;
  },
  mend: () => site.startServer(),
  expects: { codes: [], mayBreakOff: true, withinMs: 5_000 },
}));

export const killPostgres = experiment('kill-postgres', 'kill -9 of PostgreSQL', ({ site }) => ({
  name: 'kill -9 of PostgreSQL',
  async strike() {
    site.ground.postgres.kill9();
    return undefined;
  },
  async mend() {
    await site.ground.postgres.startAgain();
    site.proxy.aimAt(site.ground.postgres.port);
  },
  expects: { codes: ['database_unavailable'], withinMs: 10_000 },
}));

export const cutConnection = experiment('cut-connection', 'Every connection to PostgreSQL is cut', ({ site }) => ({
  name: 'the connections cut',
  async strike() {
    site.proxy.cut();
    return undefined;
  },
  // The bulk goes on, row by row, over connections that work again.
  expects: { codes: ['database_unavailable'], maySucceed: true, withinMs: 10_000 },
}));

export const lostCommit = experiment(
  'lost-commit',
  'The connection breaks between COMMIT and its answer',
  ({ site }) => ({
    name: 'the answer to COMMIT lost',
    async strike(gate) {
      site.proxy.loseNextCommits();
      await gate.open();
      await until('five answers to COMMIT are lost', () => site.proxy.lostCommits() === 5);
      return undefined;
    },
    expects: { codes: ['outcome_unknown'], maySucceed: true, withinMs: 10_000 },
  }),
);

export const longLock = experiment('long-lock', 'A lock held for longer than lock_timeout', () => ({
  name: 'a lock held too long',
  async strike() {
    await new Promise((resolve) => setTimeout(resolve, LOCK_TIMEOUT_MS + 500));
    return undefined;
  },
  // Five seconds, and for a bulk once more for those of its rows that are tried alone.
  expects: { codes: ['busy'], maySucceed: true, withinMs: 3 * LOCK_TIMEOUT_MS + 3_000 },
}));
