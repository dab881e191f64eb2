import { viewMail } from '../../services/notifications/view-mail.js';
import { currentRequest } from '../request-context.js';

/** The mail as its recipient sees it; a link with a token is never shown. */
export async function mailView(id: number) {
  const { subject, html, text } = await viewMail(currentRequest().ctx, id);
  return { mail: { subject, html, text } };
}
