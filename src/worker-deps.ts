import type { Logger } from 'pino';
import type { Clock } from './services/core/calendar.js';
import type { Installation } from './services/core/context.js';

/** What the timetable and the mail delivery need; server, worker process and tests hand it in. */
export interface WorkerDeps {
  installation: Installation;
  clock: Clock;
  databaseUrl: string;
  /** null: mail stays in the outbox. */
  smtp: { url: string; from: string } | null;
  log: Logger;
}
