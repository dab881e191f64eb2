import { listen } from './database/listen.js';
import { newId } from './services/core/ids.js';
import { MAIL_CHANNEL } from './services/core/outbox.js';
import { Trouble } from './services/core/trouble.js';
import { DocumentMaking } from './services/documents/make-documents.js';
import { DOCUMENT_CHANNEL } from './services/documents/queue-document.js';
import { MailDelivery } from './services/notifications/deliver-mails.js';
import { openMailSender } from './services/notifications/mail-sender.js';
import { startTimetable } from './timetable.js';
import type { WorkerDeps } from './worker-deps.js';

export interface Worker {
  /** Waits for the mail, the PDF and the job on their way, within bounds. */
  stop(): Promise<void>;
}

/** What waits for another try, or whose call was missed, is found by looking. */
const POLL_MS = 15_000;

/** The timetable, the mail delivery and the making of PDFs, in the server's process or in one of their own; any number may run at once. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const timetable = startTimetable(deps);
  const mail = deps.smtp === null ? null : startMail(inTheNameOf('deliver_mails', deps), deps.smtp);
  const documents = startDocuments(inTheNameOf('make_documents', deps));
  let stopped: Promise<unknown> | null = null;
  return {
    async stop() {
      stopped ??= Promise.all([mail?.stop(), documents.stop(), timetable.stop()]);
      await stopped;
    },
  };
}

/** Every line of its log names the job, and the worker that did it. */
function inTheNameOf(job: string, deps: WorkerDeps): WorkerDeps {
  const log = deps.log.child({ job, runId: newId() });
  return { ...deps, log, installation: { ...deps.installation, logger: log } };
}

function startMail(deps: WorkerDeps, smtp: { url: string; from: string }): Worker {
  const { installation, clock } = deps;
  const delivery = new MailDelivery({ installation, clock, sender: openMailSender(smtp.url), from: smtp.from });
  return workOff(deps, {
    channel: MAIL_CHANNEL,
    news: 'mail',
    trouble: { begins: 'the outbox cannot be read', ends: 'the outbox can be read again' },
    work: () => delivery.deliverDue(),
    stop: () => delivery.stop(),
  });
}

function startDocuments(deps: WorkerDeps): Worker {
  const { installation, clock } = deps;
  const making = new DocumentMaking({ installation, clock });
  return workOff(deps, {
    channel: DOCUMENT_CHANNEL,
    news: 'documents',
    trouble: { begins: 'the queue of documents cannot be read', ends: 'the queue of documents can be read again' },
    work: () => making.makeDue(),
    stop: () => making.stop(),
  });
}

interface Queue extends Worker {
  channel: string;
  news: string;
  trouble: { begins: string; ends: string };
  work(): Promise<void>;
}

/** Works a queue off when it is called and every few seconds. */
function workOff({ databaseUrl, log }: WorkerDeps, queue: Queue): Worker {
  const trouble = new Trouble(log, queue.trouble);
  const onNews = () => {
    queue.work().then(
      () => trouble.over(),
      (error: unknown) => trouble.met({ err: error }),
    );
  };
  const listener = listen({ databaseUrl, channel: queue.channel, news: queue.news, onNews, logger: log });
  const poll = setInterval(onNews, POLL_MS);
  return {
    async stop() {
      clearInterval(poll);
      await Promise.all([listener.stop(), queue.stop()]);
    },
  };
}
