import type { MailKind } from '../../services/core/mail-kinds.js';
import { retryMail } from '../../services/notifications/retry-mail.js';
import { revealMailLink } from '../../services/notifications/reveal-mail-link.js';
import { viewMail } from '../../services/notifications/view-mail.js';
import { type Preview, recordOperation, type Target } from '../operation-action.js';

/** Mails of other kinds carry no one-time link to reveal. */
const KINDS_WITH_LINK: readonly unknown[] = [
  'verify-email',
  'account-opened',
  'password-reset',
  'staff-invitation',
  'staff-password-reset',
] satisfies MailKind[];

export const mailOperations = [
  recordOperation({
    name: 'retryMail',
    label: 'Try again',
    tone: 'primary',
    offeredFor: ({ status }) => status === 'dead',
    preview: async ({ params }) => ({
      title: 'Try again',
      says: [`The mail goes back into the queue for ${params.toEmail}, with all its attempts.`],
      fields: [],
      confirm: 'Try again',
    }),
    async act({ ctx, id }) {
      await retryMail(ctx, { mailId: id });
      return { message: 'The mail is queued again.' };
    },
  }),
  recordOperation({
    name: 'revealMail',
    label: 'Reveal the link',
    offeredFor: ({ status, kind }) => status !== 'sent' && KINDS_WITH_LINK.includes(kind),
    preview: previewReveal,
    async act({ ctx, id }) {
      const { link } = await revealMailLink(ctx, { mailId: id });
      return { message: 'Hand this link to its recipient only. That you saw it is on record.', data: { Link: link } };
    },
  }),
];

async function previewReveal({ ctx, id, params }: Target): Promise<Preview> {
  const { holdsLink } = await viewMail(ctx, id);
  const possible = holdsLink && !ctx.installation.mailConfigured;
  const why = holdsLink
    ? 'Mail is sent by SMTP here, so a link goes to its recipient only.'
    : 'This mail has no link to reveal.';
  return {
    title: 'Reveal the link',
    says: [`Whoever has the link can act as ${params.toEmail}. That you looked at it stands in the audit.`],
    possible: possible ? 1 : 0,
    warnings: possible ? [] : [{ message: why }],
    fields: [],
    confirm: 'Reveal the link',
  };
}
