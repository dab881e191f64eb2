import { SMTPServer } from 'smtp-server';
import { type Experiment, type Finding, finding } from './finding.js';
import { freePort, type Ground } from './ground.js';
import { complaintsAbout, type MailRow, mailsOf, queueMails, untilMails } from './mails.js';
import { openSite, type Site } from './site.js';
import { type BadSmtp, startSmtp } from './smtp-server.js';

interface Trouble {
  name: string;
  promised: string;
  /** Leaves every mail sent or dead. */
  play(stage: { site: Site; smtp: BadSmtp }): Promise<MailRow[]>;
  settings?(): Promise<Record<string, string>>;
  /** How often a mail may be delivered. */
  atMost?: number;
  /** What must have been so on the way or at the end. */
  insists?(mails: MailRow[], smtp: BadSmtp): string[];
}

const ADDRESSES = ['a@chaos.example', 'b@chaos.example', 'c@chaos.example'];
const BUSY = '451 4.3.2 try again later';
const DEAD_AFTER = 10;

const TROUBLES: Trouble[] = [
  {
    name: 'down, and up again later',
    promised: 'no attempt is used up, the reason stands in the row; all delivered once the server is back',
    async play({ site, smtp }) {
      await smtp.goDown();
      await queueMails(site, ADDRESSES);
      await site.startWorker();
      await untilMails(site, 'the reason is told', (mails) =>
        mails.some(({ last_error: why }) => /ECONNREFUSED/.test(why)),
      );
      await smtp.comeUp();
      return untilMails(site, 'all are sent', allEnded, { passTime: true });
    },
    insists: (mails) =>
      complain(
        mails.some(({ attempts }) => attempts !== 1),
        'the time it was down used up attempts',
      ),
  },
  {
    name: 'slow: three seconds for each message',
    promised: 'delivered once each',
    async play({ site, smtp }) {
      smtp.answer(() => new Promise((resolve) => setTimeout(resolve, 3_000, undefined)));
      await queueMails(site, ADDRESSES);
      await site.startWorker();
      return untilMails(site, 'all are sent', allEnded);
    },
  },
  {
    name: '4xx twice, and for one mail for ever',
    promised: 'tried again later and longer each time; delivered at last, the one dead after ten attempts',
    async play({ site, smtp }) {
      smtp.answer(({ to }, earlier) => (to === ADDRESSES[0] || earlier.length < 2 ? BUSY : undefined));
      await queueMails(site, ADDRESSES);
      await site.startWorker();
      return untilMails(site, 'all have ended', allEnded, { passTime: true });
    },
    insists: ([first], smtp) => [
      ...complain(
        first?.status !== 'dead' || first.attempts !== DEAD_AFTER,
        'the one that is refused for ever is not dead',
      ),
      ...complain(smtp.attempts.length !== DEAD_AFTER + 6, `${smtp.attempts.length} attempts were made`),
    ],
  },
  {
    name: '5xx for one recipient',
    promised: 'that mail is dead at once with the reason, the others are delivered',
    async play({ site, smtp }) {
      smtp.refuseRecipient((to) => (to === ADDRESSES[0] ? '550 5.1.1 no such mailbox' : undefined));
      await queueMails(site, ADDRESSES);
      await site.startWorker();
      return untilMails(site, 'all have ended', allEnded);
    },
    insists: ([first]) =>
      complain(
        first?.status !== 'dead' || !first.last_error.includes('no such mailbox'),
        'it is not dead with its reason',
      ),
  },
  {
    name: 'takes the message and drops the connection before the answer',
    promised: 'tried again; the repeat carries the same Message-ID',
    atMost: 2,
    async play({ site, smtp }) {
      smtp.answer((_attempt, earlier) => (earlier.length === 0 ? 'drop' : undefined));
      await queueMails(site, ADDRESSES);
      await site.startWorker();
      return untilMails(site, 'all are sent', allEnded, { passTime: true });
    },
    insists: (_mails, smtp) =>
      complain(smtp.attempts.length !== 6, `${smtp.attempts.length} messages instead of six arrived`),
  },
  {
    name: 'a wrong certificate, until SMTP_URL is set right',
    promised: 'nothing is sent over it, the reason stands in the row; delivered after the setting is mended',
    settings: wrongCertificate,
    async play({ site, smtp }) {
      await queueMails(site, ADDRESSES);
      const worker = await site.startWorker();
      await untilMails(site, 'the reason is told', (mails) =>
        mails.some(({ last_error: why }) => /certificate/i.test(why)),
      );
      await worker.stop();
      if (smtp.attempts.length > 0) throw new Error('a mail went to a server with a wrong certificate');
      await site.startWorker({ SMTP_URL: smtp.url });
      return untilMails(site, 'all are sent', allEnded, { passTime: true });
    },
  },
];

function allEnded(mails: MailRow[]): boolean {
  return mails.every(({ status }) => status === 'sent' || status === 'dead');
}

function complain(isWrong: boolean, complaint: string): string[] {
  return isWrong ? [complaint] : [];
}

/** A server whose certificate nobody has signed; what it is given would be lost. */
async function wrongCertificate(): Promise<Record<string, string>> {
  const port = await freePort();
  const server = new SMTPServer({ secure: true, authOptional: true });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1').unref();
  return { SMTP_URL: `smtps://127.0.0.1:${port}` };
}

/** All troubles at once, each with a worker, a mail server and a database of its own. */
export const smtpTroubles: Experiment = {
  name: 'smtp',
  title: 'A mail server in trouble',
  async run(ground) {
    const findings: Finding[] = [];
    const rest = [...TROUBLES];
    // Three at a time: so many workers start at once on two cores.
    const lane = async () => {
      for (let trouble = rest.shift(); trouble !== undefined; trouble = rest.shift())
        findings.push(await playTrouble(ground, trouble));
    };
    await Promise.all([lane(), lane(), lane()]);
    return findings;
  },
};

async function playTrouble(ground: Ground, trouble: Trouble): Promise<Finding> {
  const smtp = await startSmtp();
  const site = await openSite(ground, { SMTP_URL: smtp.url, ...(await trouble.settings?.()) });
  const done = `a mail server that is ${trouble.name}`;
  try {
    const mails = await trouble.play({ site, smtp });
    const complaints = [
      ...complaintsAbout(mails, smtp, { atMost: trouble.atMost ?? 1 }),
      ...(trouble.insists?.(mails, smtp) ?? []),
    ];
    return finding(done, trouble.promised, whatBecame(mails, smtp), complaints);
  } catch (error) {
    const left = await mailsOf(site).catch(() => []);
    return finding(done, trouble.promised, whatBecame(left, smtp), [
      error instanceof Error ? error.message : String(error),
    ]);
  } finally {
    await site.close();
    await smtp.goDown().catch(() => undefined);
  }
}

function whatBecame(mails: MailRow[], { attempts }: BadSmtp): string {
  const count = (wanted: string) => mails.filter(({ status }) => status === wanted).length;
  const ids = new Set(attempts.map(({ messageId }) => messageId)).size;
  const reasons = [...new Set(mails.filter(({ status }) => status === 'dead').map(({ last_error: why }) => why))];
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return `${count('sent')} sent, ${count('dead')} dead${why}; ${attempts.length} messages under ${ids} Message-IDs`;
}
