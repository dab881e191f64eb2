import { setTimeout as sleep } from 'node:timers/promises';
import { type Experiment, type Finding, finding } from './finding.js';
import { closeGate, type Gate } from './gate.js';
import { complaintsAbout, letTimePass, queueMails, untilMails } from './mails.js';
import { until } from './patience.js';
import type { ChaosPostgres } from './postgres.js';
import type { Running } from './process.js';
import { openSite, type Site } from './site.js';
import { type BadSmtp, startSmtp } from './smtp-server.js';

interface Scene {
  postgres: ChaosPostgres;
  site: Site;
  smtp: BadSmtp;
  worker: Running;
  /** Until then the mail server says nothing to the message that it holds in its hands. */
  sayYes(): void;
}

interface MailFault {
  name: string;
  /** The mail server holds the message; answers the worker that runs afterwards. */
  strike(scene: Scene): Promise<Running>;
  atMost: number;
  promised: string;
  /** Mail is delivered by a server that works by itself, not by a worker beside it. */
  byServer?: boolean;
  /** The worker has lost sight of the mail: its lease of five minutes must be over, which is told to the row. */
  leaseMustEnd?: boolean;
}

/** A worker that dies before the mark cannot know that the mail is out: deliver-mails.ts. */
const AT_LEAST_ONCE = {
  promised: 'delivered at least once, by itself, each time under the one Message-ID',
  atMost: 2,
  leaseMustEnd: true,
} satisfies Partial<MailFault>;
const MARKED_AFTER_ALL = {
  promised: 'delivered once: the mark is tried again',
  atMost: 1,
} satisfies Partial<MailFault>;

const FAULTS: MailFault[] = [
  {
    name: 'kill -9 of the worker before the mail server has answered',
    ...AT_LEAST_ONCE,
    async strike({ site, worker, sayYes }) {
      await worker.kill9();
      sayYes();
      return site.startWorker();
    },
  },
  {
    name: 'kill -9 of the worker between the mail server’s yes and the mark',
    ...AT_LEAST_ONCE,
    strike: (scene) =>
      betweenYesAndMark(scene, async () => {
        await scene.worker.kill9();
        // Its statement must not outlive it, or the mark would be made after all.
        await scene.site.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return scene.site.startWorker();
      }),
  },
  {
    name: 'kill -9 of the server that delivers by itself, before the mail server has answered',
    ...AT_LEAST_ONCE,
    byServer: true,
    async strike({ site, worker, sayYes }) {
      await worker.kill9();
      sayYes();
      return site.startWorker();
    },
  },
  {
    name: 'kill -9 of PostgreSQL between the mail server’s yes and the mark',
    ...AT_LEAST_ONCE,
    strike: (scene) =>
      betweenYesAndMark(scene, async () => {
        scene.postgres.kill9();
        await scene.postgres.startAgain();
        scene.site.proxy.aimAt(scene.site.ownerUrl());
        return scene.worker;
      }),
  },
  {
    name: 'the connections cut between the mail server’s yes and the mark',
    ...MARKED_AFTER_ALL,
    strike: (scene) =>
      betweenYesAndMark(scene, async (gate) => {
        await gate.open();
        scene.site.proxy.cut();
        return scene.worker;
      }),
  },
  {
    name: 'a lock held for longer than lock_timeout between the mail server’s yes and the mark',
    ...MARKED_AFTER_ALL,
    strike: (scene) =>
      betweenYesAndMark(scene, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5_500));
        return scene.worker;
      }),
  },
  {
    name: 'every connection of the pool taken while the mail server says yes',
    ...MARKED_AFTER_ALL,
    async strike({ site, worker, sayYes }) {
      // Nobody answers: what the worker asks meanwhile takes one connection after the other, and what comes then waits.
      site.proxy.freeze();
      await sleep(3_000);
      sayYes();
      await sleep(6_000);
      site.proxy.thaw();
      return worker;
    },
  },
];

/** What is sent stands in the mail server, and the row that should say so waits at the gate. */
async function betweenYesAndMark(scene: Scene, strike: (gate: Gate) => Promise<Running>): Promise<Running> {
  const gate = await closeGate(scene.site, 'mails');
  try {
    scene.sayYes();
    await gate.heldUp(1);
    return await strike(gate);
  } finally {
    await gate.open();
  }
}

export const mailFaults: Experiment = {
  name: 'mail',
  title: 'In the middle of mail delivery',
  async run(ground) {
    const smtp = await startSmtp();
    const site = await openSite(ground, { SMTP_URL: smtp.url, DATABASE_POOL_SIZE: '2', SIDE_POOL_SIZE: '1' });
    try {
      let worker = await site.startWorker();
      const findings: Finding[] = [];
      for (const [index, fault] of FAULTS.entries()) {
        let sayYes = () => {};
        const yes = new Promise<undefined>((resolve) => {
          sayYes = () => resolve(undefined);
        });
        smtp.answer((_attempt, earlier) => (earlier.length === 0 ? yes : undefined));
        if (fault.byServer === true) {
          await worker.kill9();
          worker = await site.startServer({ WORKER: 'in-process' });
        }
        const address = `reader-${index}@chaos.example`;
        await queueMails(site, [address]);
        await until('the mail server holds the message', () => smtp.attempts.some(({ to }) => to === address));
        worker = await fault.strike({ postgres: ground.postgres, site, smtp, worker, sayYes });
        findings.push(await howItEnded(site, smtp, fault, address));
      }
      findings.push(await afterwards(site));
      return findings;
    } finally {
      await site.close();
      await smtp.goDown();
    }
  },
};

async function howItEnded(site: Site, smtp: BadSmtp, fault: MailFault, address: string): Promise<Finding> {
  const started = Date.now();
  if (fault.leaseMustEnd === true) {
    // Longer than the worker tries to mark what it has sent.
    await sleep(3_000);
    await letTimePass(site);
  }
  const mails = await untilMails(site, 'the mail ends', (rows) => rows.at(-1)?.status === 'sent');
  const own = mails.filter(({ to_email: to }) => to === address);
  const handed = smtp.attempts.filter(({ to }) => to === address);
  const taken = handed.filter(({ accepted }) => accepted).length;
  const ids = new Set(handed.map(({ messageId }) => messageId)).size;
  const complaints = complaintsAbout(own, smtp, { atMost: fault.atMost });
  const seen = `sent after ${((Date.now() - started) / 1000).toFixed(1)} s; ${taken} × taken by the mail server, Message-IDs: ${ids}`;
  return finding(fault.name, fault.promised, seen, complaints);
}

async function afterwards(site: Site): Promise<Finding> {
  const wrong = await site.verify();
  return finding('afterwards', 'npm run verify clean', wrong.length === 0 ? 'clean' : 'not clean', wrong);
}
