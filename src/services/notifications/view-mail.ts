import type { MailStatus } from '@prisma/client';
import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { type RenderedMail, renderMail } from './render-mail.js';

export interface MailView extends RenderedMail {
  id: number;
  kind: string;
  status: MailStatus;
  to: { email: string; name: string };
  attempts: number;
  lastError: string;
  /** null when it is sent or dead. */
  nextAttemptAt: Date | null;
  sentAt: Date | null;
  /** It still carries its link, which may be revealed where SMTP is not configured. */
  holdsLink: boolean;
}

/** A mail as its recipient sees it: what was sent, or what would be sent now. Links with tokens show as "[link hidden]". */
export async function viewMail(ctx: Context, mailId: number): Promise<MailView> {
  actingStaff(ctx);
  const mail = await dbOf(ctx).mail.findUnique({ where: { id: mailId } });
  if (mail === null) throw new Refusal('not_found', 'not_found', `Mail ${mailId} does not exist.`);
  const { sentSubject, sentHtml, sentText } = mail;
  const wasSent = sentSubject !== null && sentHtml !== null && sentText !== null;
  const shown = wasSent
    ? { subject: sentSubject, html: sentHtml, text: sentText }
    : await renderMail(ctx.installation, mail, { link: null }).catch(unreadable);
  return {
    ...shown,
    id: mail.id,
    kind: mail.kind,
    status: mail.status,
    to: { email: mail.toEmail, name: mail.toName },
    attempts: mail.attempts,
    lastError: mail.lastError,
    nextAttemptAt: mail.status === 'queued' || mail.status === 'sending' ? mail.nextAttemptAt : null,
    sentAt: mail.sentAt,
    holdsLink: mail.secret !== null,
  };
}

/** A mail that no template can write is dead; staff still see that it exists. */
function unreadable(): RenderedMail {
  const sentence = 'This mail cannot be shown: its facts do not fit its template.';
  return { subject: '(cannot be shown)', html: `<p>${sentence}</p>`, text: sentence };
}
