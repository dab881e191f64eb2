import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { routeOf } from './route-of.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** What this process has counted since it started; Prometheus adds the processes up. */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'countersign_http_requests_total',
    help: 'Requests answered, by route pattern; status "aborted" where the client left before the end.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'From the first byte of the request to the last one of the answer.',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly deeds = new Counter({
    name: 'countersign_deeds_total',
    help: 'What was done and committed by this process, by the name it has in the audit: payment.approve, payment.reject …',
    labelNames: ['action'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // A rate can be told from the first one on.
    for (const action of ['payment.approve', 'payment.reject', 'account.sign_up']) this.deeds.inc({ action }, 0);
  }

  /** After the commit: how often each kind of audit entry was written. */
  readonly countDeeds = (deeds: ReadonlyMap<string, number>): void => {
    for (const [action, count] of deeds) this.deeds.inc({ action }, count);
  };

  /** Mounted first, so that what is refused early counts as well. */
  readonly measureRequests: RequestHandler = (req, res, next) => {
    const startedAt = performance.now();
    res.once('close', () => {
      const labels = { method: METHODS.has(req.method) ? req.method : 'other', route: routeOf(req) };
      this.requests.inc({ ...labels, status: res.writableFinished ? String(res.statusCode) : 'aborted' });
      this.durations.observe(labels, (performance.now() - startedAt) / 1000);
    });
    next();
  };
}
