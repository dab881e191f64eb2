import { Trouble } from './services/core/trouble.js';
import { MailDelivery } from './services/notifications/deliver-mails.js';
import { listenForMail } from './services/notifications/listen-for-mail.js';
import { openMailSender } from './services/notifications/mail-sender.js';
import { startTimetable } from './timetable.js';
import type { WorkerDeps } from './worker-deps.js';

export interface Worker {
  /** Waits for the mail and the job on their way, within bounds. */
  stop(): Promise<void>;
}

/** Mail that waits for another try, or whose call was missed, is found by looking. */
const POLL_MS = 15_000;

/** The timetable and the mail delivery, in the server's process or in one of their own; any number may run at once. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const timetable = startTimetable(deps);
  const mail = deps.smtp === null ? null : startMail(deps, deps.smtp);
  let stopped: Promise<unknown> | null = null;
  return {
    async stop() {
      stopped ??= Promise.all([mail?.stop(), timetable.stop()]);
      await stopped;
    },
  };
}

function startMail({ installation, clock, databaseUrl, log }: WorkerDeps, smtp: { url: string; from: string }): Worker {
  const delivery = new MailDelivery({ installation, clock, sender: openMailSender(smtp.url), from: smtp.from });
  const trouble = new Trouble(log, { begins: 'the outbox cannot be read', ends: 'the outbox can be read again' });
  const deliver = () => {
    delivery.deliverDue().then(
      () => trouble.over(),
      (error: unknown) => trouble.met({ err: error }),
    );
  };
  const listener = listenForMail(databaseUrl, deliver, log);
  const poll = setInterval(deliver, POLL_MS);
  return {
    async stop() {
      clearInterval(poll);
      await Promise.all([listener.stop(), delivery.stop()]);
    },
  };
}
