import { type Finding, finding } from './finding.js';
import type { OwnGround } from './ground.js';
import { newEmail, register, send, signInStaff } from './http-client.js';
import type { Fault } from './round.js';
import { faultExperiment, type Stage } from './stage.js';

const PATIENCE_MS = 6_000;

const postgresKilled = (stage: Stage, { postgres }: OwnGround): Fault => ({
  name: 'kill -9 of PostgreSQL',
  strike: async () => {
    postgres.kill9();
    return whileAway(stage);
  },
  async mend() {
    await postgres.startAgain();
    stage.site.proxy.aimAt(stage.site.ownerUrl());
  },
  expects: { codes: ['database_unavailable'], withinMs: 10_000 },
});

export const killPostgres = faultExperiment('kill-postgres', 'kill -9 of PostgreSQL', postgresKilled);

/** New people come while the database is away. */
async function whileAway({ site, staff: { cookie } }: Stage): Promise<Finding[]> {
  const { baseUrl } = site;
  const json = { accept: 'application/json', cookie };
  const page = { accept: 'text/html' };
  return Promise.all([
    told('/healthz', 200, () => send(`${baseUrl}/healthz`)),
    told('/readyz', 503, () => send(`${baseUrl}/readyz`)),
    told('somebody signs up', 503, () => register(baseUrl, newEmail())),
    told('a page', 503, () =>
      send(`${baseUrl}/login`, { headers: { ...page, cookie: 'countersign.sid=s%3Anobody.x' } }),
    ),
    told('a list of the back-office', 503, () =>
      send(`${baseUrl}/admin/api/resources/Payment/actions/list`, { headers: json }),
    ),
    told('staff sign in', 503, () =>
      signInStaff(baseUrl).then(
        () => ({ status: 303, text: '', ms: 0 }),
        (error: Error) => ({ status: Number(error.message.match(/\d+$/)?.[0]), text: error.message, ms: 0 }),
      ),
    ),
  ]);
}

async function told(
  what: string,
  wanted: number,
  ask: () => Promise<{ status: number; text: string; ms: number }>,
): Promise<Finding> {
  const { status, text, ms } = await ask();
  const complaints: string[] = [];
  if (status !== wanted) complaints.push(`it was answered ${status}: ${text.slice(0, 200)}`);
  if (ms > PATIENCE_MS) complaints.push('it hung');
  if (/ECONNREFUSED|prisma|at .*\.ts:/i.test(text)) complaints.push('it tells of the inside');
  return finding(
    `while PostgreSQL is away: ${what}`,
    `${wanted} within ${PATIENCE_MS / 1000} s`,
    `${status} after ${(ms / 1000).toFixed(1)} s`,
    complaints,
  );
}
