import type { Mail, PrismaClient } from '@prisma/client';
import { MAX_ATTEMPTS } from './back-off.js';
import type { RenderedMail } from './render-mail.js';

/** A worker that has not reported back within the lease is taken for dead, and its mail is sent again. */
const LEASE_MS = 5 * 60_000;

/** Takes the mail that is due longest, so that no other worker takes it. null: nothing is due. */
export async function claimMail(prisma: PrismaClient, now: Date): Promise<Mail | null> {
  const [claimed] = await prisma.$queryRaw<{ id: number }[]>`
    UPDATE mails SET status = 'sending', attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    WHERE id = (SELECT id FROM mails WHERE status = 'queued' AND next_attempt_at <= ${now}
                ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  return claimed === undefined ? null : prisma.mail.findUnique({ where: { id: claimed.id } });
}

/** Mail whose worker died. One that was attempted too often may be what kills them. */
export async function returnAbandoned(prisma: PrismaClient, now: Date): Promise<void> {
  await prisma.$executeRaw`
    UPDATE mails SET status = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'dead' ELSE 'queued' END::"MailStatus",
           last_error = 'The worker ended before it could say whether the mail went out.'
    WHERE status = 'sending' AND next_attempt_at <= ${now}`;
}

/** Sent, kept as the recipient read it but for the link, and the token wiped: one statement. */
export async function markSent(prisma: PrismaClient, mail: Mail, shown: RenderedMail, now: Date): Promise<void> {
  await prisma.$executeRaw`
    UPDATE mails SET status = 'sent', sent_at = ${now}, secret = NULL, last_error = '',
           sent_subject = ${shown.subject}, sent_html = ${shown.html}, sent_text = ${shown.text}
    WHERE id = ${mail.id} AND status <> 'sent'`;
}

/** Another try later, or never. `uncounted`: the attempt was not the mail's fault. */
export async function putBack(
  prisma: PrismaClient,
  mail: Mail,
  change: { reason: string } & ({ dead: true } | { dead?: false; nextAttemptAt: Date; uncounted: boolean }),
): Promise<void> {
  await prisma.mail.updateMany({
    // Only while it is still ours: a lease that ran out may have given it to another worker.
    where: { id: mail.id, status: 'sending', attempts: mail.attempts },
    data: {
      lastError: change.reason,
      ...(change.dead === true
        ? { status: 'dead' }
        : {
            status: 'queued',
            nextAttemptAt: change.nextAttemptAt,
            ...(change.uncounted ? { attempts: { decrement: 1 } } : {}),
          }),
    },
  });
}
