import { setTimeout as sleep } from 'node:timers/promises';
import { type Experiment, type Finding, finding } from './finding.js';
import { newEmail, newTenant, type Reply, register, send, type Tenant } from './http-client.js';
import { playRound } from './round.js';
import { onStage, type Stage } from './stage.js';

const POOL_SIZE = 5;
/** The five seconds of waiting for a connection, and what a busy machine adds. */
const PATIENCE_MS = 8_000;

/** Every connection of the pool is taken by five deeds whose database has fallen silent. */
export const exhaustedPool: Experiment = {
  name: 'exhausted-pool',
  title: 'An exhausted pool',
  run: (ground) =>
    onStage(ground, { DATABASE_POOL_SIZE: String(POOL_SIZE) }, async (stage) => {
      const tenant = await newTenant(stage.site.baseUrl);
      return playRound(stage.site, stage.staff, {
        name: `all ${POOL_SIZE} connections taken`,
        async strike(gate) {
          stage.site.proxy.freeze();
          await gate.open();
          const findings = await meanwhile(stage, tenant);
          stage.site.proxy.thaw();
          await sleep(200);
          return [...findings, await afterwards(stage, tenant)];
        },
        expects: { codes: [], maySucceed: true, withinMs: 20_000 },
      });
    }),
};

async function meanwhile({ site }: Stage, tenant: Tenant): Promise<Finding[]> {
  const [reading, signup, alive, ready] = await Promise.all([
    read(site.baseUrl, tenant),
    register(site.baseUrl, newEmail()),
    send(`${site.baseUrl}/healthz`),
    send(`${site.baseUrl}/readyz`),
  ]);
  return [
    told('somebody reads meanwhile', reading),
    told('somebody signs up meanwhile', signup),
    finding(
      'an orchestrator asks meanwhile',
      '/healthz and /readyz answer over connections of their own',
      `${alive.status} and ${ready.status}`,
      alive.status === 200 && ready.status === 200 ? [] : ['an orchestrator would end a healthy server'],
    ),
  ];
}

function told(done: string, reply: Reply): Finding {
  const seen = `${reply.status} ${reply.code} after ${(reply.ms / 1000).toFixed(1)} s`;
  const complaints: string[] = [];
  if (reply.status !== 503 || reply.code !== 'overloaded') complaints.push(`it was told "${reply.sentence}"`);
  if (reply.ms > PATIENCE_MS) complaints.push('it hung');
  return finding(done, `503 overloaded and a sentence within ${PATIENCE_MS / 1000} s`, seen, complaints);
}

async function afterwards({ site }: Stage, tenant: Tenant): Promise<Finding> {
  const reply = await read(site.baseUrl, tenant);
  return finding(
    'somebody reads afterwards',
    'works without a restart',
    `${reply.status} after ${(reply.ms / 1000).toFixed(1)} s`,
    reply.status === 200 ? [] : [reply.sentence],
  );
}

function read(baseUrl: string, tenant: Tenant): Promise<Reply> {
  return send(`${baseUrl}/api/v1/billing/invoices`, { headers: { authorization: `Bearer ${tenant.access}` } });
}
