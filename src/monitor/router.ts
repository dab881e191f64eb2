import { Router } from 'express';
import type { Pool } from 'pg';
import { Gauge } from 'prom-client';
import type { Clock } from '../services/core/calendar.js';
import { mayReadMetrics } from './access.js';
import { FigureGauges } from './figure-gauges.js';
import { readFigures } from './figures.js';
import type { Metrics } from './metrics.js';

export interface Monitored {
  metrics: Metrics;
  /** null: only from this machine, and only where BASE_URL is local. */
  metricsToken: string | null;
  /** Beside the side pool, which the figures are read through. */
  mainPool: PoolCounts;
  /** How often each job of the timetable is due. */
  jobs: readonly { name: string; everyMinutes: number }[];
}

type PoolCounts = Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount' | 'options'>;

interface RouterDeps {
  monitored: Monitored;
  sidePool: Pool;
  clock: Clock;
  baseUrl: string;
  mailConfigured: boolean;
}

const REMEMBERED_MS = 1_000;
const PATIENCE_MS = 3_000;

/** GET /metrics, for Prometheus. */
export function metricsRouter(deps: RouterDeps): Router {
  const { metrics, metricsToken } = deps.monitored;
  const look = figuresOnce(deps);
  const router = Router();
  router.get('/metrics', async (req, res, next) => {
    const verdict = mayReadMetrics(req, metricsToken, deps.baseUrl);
    if (verdict === 'unknown_here') return next('router');
    res.set('Cache-Control', 'no-store');
    if (verdict === 'token_needed') {
      return void res.set('WWW-Authenticate', 'Bearer').status(401).type('text').send('METRICS_TOKEN is needed.\n');
    }
    await look();
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

/** However many scrape at once, the database is asked by one; without it the figures of the process still come. */
function figuresOnce({ monitored, sidePool, clock, mailConfigured }: RouterDeps): () => Promise<void> {
  const { registry } = monitored.metrics;
  const gauges = new FigureGauges(registry);
  const up = gauge('countersign_database_up', '1 where the database answered this scrape, else 0.');
  const pools = gauge(
    'countersign_pool_connections',
    'Connections of the pools, and who waits for one.',
    'pool',
    'state',
  );
  const interval = gauge('countersign_job_interval_seconds', 'How often each job of the timetable is due.', 'job');
  for (const job of monitored.jobs) interval.set({ job: job.name }, job.everyMinutes * 60);
  gauge('countersign_mail_configured', '1 where SMTP_URL is set; without it mail stays in the outbox.').set(
    mailConfigured ? 1 : 0,
  );
  function gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [registry] });
  }
  async function look(): Promise<void> {
    for (const [pool, counts] of Object.entries({ main: monitored.mainPool, side: sidePool }))
      showPool(pools, pool, counts);
    const figures = await inTime(readFigures(sidePool, clock.now())).catch(() => null);
    up.set(figures === null ? 0 : 1);
    const names = new Set(monitored.jobs.map(({ name }) => name));
    gauges.show((figures ?? []).filter(({ name, label }) => !name.startsWith('job_') || names.has(label)));
  }
  let looking: Promise<void> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - lookedAt < REMEMBERED_MS) return;
    looking ??= look().finally(() => {
      lookedAt = performance.now();
      looking = null;
    });
    await looking;
  };
}

function showPool(gauge: Gauge, pool: string, { totalCount, idleCount, waitingCount, options }: PoolCounts): void {
  const states = { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max: options.max };
  for (const [state, value] of Object.entries(states)) gauge.set({ pool, state }, value);
}

function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), PATIENCE_MS);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
