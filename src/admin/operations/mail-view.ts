import { renderMail } from '../../services/notifications/render-mail.js';
import { currentRequest } from '../request-context.js';

/** The mail as its recipient sees it: as it was sent, or as it would be; a link with a token is never shown. */
export async function mailView(id: number) {
  const { installation } = currentRequest().ctx;
  const mail = await installation.prisma.mail.findUniqueOrThrow({ where: { id } });
  const { sentSubject: subject, sentHtml: html, sentText: text } = mail;
  if (subject !== null && html !== null && text !== null) return { mail: { subject, html, text } };
  const rendered = await renderMail(installation, mail, { link: null });
  return { mail: rendered };
}
