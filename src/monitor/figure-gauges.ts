import { Gauge, type Registry } from 'prom-client';
import type { Figure } from './figures.js';

const GAUGES: Record<string, { name: string; help: string; label?: string }> = {
  queue_depth: {
    name: 'countersign_queue_depth',
    help: 'Entries that could be worked off now; 10000 means at least as many.',
    label: 'queue',
  },
  queue_oldest: {
    name: 'countersign_queue_oldest_seconds',
    help: 'For how long the first entry of the queue has been due; absent while nothing is.',
    label: 'queue',
  },
  mails: {
    name: 'countersign_mails',
    help: 'The outbox by state; 10000 means at least as many, and "sent" is an estimate of the database.',
    label: 'status',
  },
  mail_oldest_undelivered: {
    name: 'countersign_mail_oldest_undelivered_seconds',
    help: 'Since when the oldest mail waits that is neither delivered nor dead.',
  },
  documents: {
    name: 'countersign_documents',
    help: 'PDFs by state; 10000 means at least as many, and "ready" is an estimate of the database.',
    label: 'status',
  },
  payments_pending: { name: 'countersign_payments_pending', help: 'Confirmations that wait for a reviewer.' },
  payment_oldest_pending: {
    name: 'countersign_payment_oldest_pending_seconds',
    help: 'Since when the oldest of them waits.',
  },
  seal_age: {
    name: 'countersign_last_seal_age_seconds',
    help: 'Since when nothing was sealed; nothing new, nothing sealed.',
  },
  seal_lag: {
    name: 'countersign_seal_lag_seconds',
    help: 'The age of the oldest audit entry that is not sealed; absent while all are.',
  },
  job_last_run: {
    name: 'countersign_job_last_run_timestamp_seconds',
    help: 'When each job of the timetable was last taken up, by any worker.',
    label: 'job',
  },
  job_failures: {
    name: 'countersign_job_failures',
    help: 'How many runs of each job have failed, in any worker, ever.',
    label: 'job',
  },
};

/** Gauges that show the figures of the last look; what was not found this time disappears. */
export class FigureGauges {
  private readonly gauges: ReadonlyMap<string, Gauge>;

  constructor(registry: Registry) {
    this.gauges = new Map(
      Object.entries(GAUGES).map(([figure, { name, help, label }]) => {
        const labelNames = label === undefined ? [] : [label];
        return [figure, new Gauge({ name, help, labelNames, registers: [registry] })];
      }),
    );
  }

  show(figures: Figure[]): void {
    for (const [figure, gauge] of this.gauges) {
      gauge.reset();
      // Without labels it would fall back to 0, which would be a lie.
      if (GAUGES[figure]?.label === undefined) gauge.remove();
    }
    for (const { name, label, value } of figures) {
      const labelName = GAUGES[name]?.label;
      this.gauges.get(name)?.set(labelName === undefined ? {} : { [labelName]: label }, value);
    }
  }
}
