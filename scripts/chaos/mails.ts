import pino from 'pino';
import { readConfig } from '../../src/config.js';
import { openInstallation, systemContext } from '../../src/open-installation.js';
import { inTransaction } from '../../src/services/core/db.js';
import { MAIL_CHANNEL } from '../../src/services/core/outbox.js';
import { until } from './patience.js';
import type { Site } from './site.js';
import type { BadSmtp } from './smtp-server.js';

export interface MailRow {
  id: number;
  to_email: string;
  status: string;
  attempts: number;
  last_error: string;
  message_id: string;
}

/** Queued as the services queue mail, one for each address. */
export async function queueMails(site: Site, addresses: string[]): Promise<void> {
  const opened = await openInstallation(readConfig(site.directEnv()), pino({ level: 'silent' }));
  try {
    await inTransaction(systemContext(opened, 'chaos'), (ctx) =>
      ctx.enqueue(
        addresses.map((email) => ({
          kind: 'password-reset' as const,
          accountId: null,
          to: { email, name: 'Amina Yusuf' },
          data: { name: 'Amina Yusuf' },
          secretPath: '/reset-password?token=chaos',
        })),
      ),
    );
  } finally {
    await opened.close();
  }
}

export function mailsOf(site: Site): Promise<MailRow[]> {
  return site.query<MailRow>('SELECT id, to_email, status, attempts, last_error, message_id FROM mails ORDER BY id');
}

/** Time goes by: every mail that waits is due now, and a lease of five minutes is over. */
export async function letTimePass(site: Site): Promise<void> {
  await site.query(
    `UPDATE mails SET next_attempt_at = now() - interval '1 second' WHERE status IN ('queued', 'sending')`,
  );
  await site.query(`SELECT pg_notify($1, '')`, [MAIL_CHANNEL]);
}

export async function untilMails(
  site: Site,
  what: string,
  isSo: (mails: MailRow[]) => boolean,
  { passTime = false, patienceMs = 60_000 } = {},
): Promise<MailRow[]> {
  let last: MailRow[] = [];
  let passed = Date.now();
  await until(
    what,
    async () => {
      last = await mailsOf(site);
      if (isSo(last)) return true;
      if (passTime && Date.now() - passed > 700) {
        passed = Date.now();
        await letTimePass(site);
      }
      return false;
    },
    patienceMs,
  );
  return last;
}

/** What is wrong with how these mails ended. */
export function complaintsAbout(mails: MailRow[], smtp: BadSmtp, { atMost = 1 } = {}): string[] {
  const complaints: string[] = [];
  for (const { to_email: to, status, last_error: reason, message_id: messageId } of mails) {
    const attempts = smtp.attempts.filter((attempt) => attempt.to === to);
    const accepted = attempts.filter((attempt) => attempt.accepted).length;
    if (attempts.some((attempt) => attempt.messageId !== messageId)) complaints.push(`${to} got another Message-ID`);
    if (status !== 'sent' && status !== 'dead') complaints.push(`${to} is ${status}`);
    if (status === 'sent' && (accepted < 1 || accepted > atMost))
      complaints.push(`${to} was delivered ${accepted} times`);
    if (status === 'dead' && reason === '') complaints.push(`${to} is dead for no reason`);
  }
  return complaints;
}
