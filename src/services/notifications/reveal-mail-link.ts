import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';

/** For an installation without SMTP: the link of a mail that cannot be sent, so that a superadmin may hand it over. */
export const revealMailLink = operation({
  name: 'mail.reveal',
  permission: 'mail.reveal',
  input: z.object({ mailId: id }),
  async run(ctx, { mailId }): Promise<{ link: string }> {
    const { mailConfigured, secrets, baseUrl } = ctx.installation;
    if (mailConfigured) {
      throw new Refusal('conflict', 'mail_is_sent', 'Mail is sent by SMTP here, so a link goes to its recipient only.');
    }
    const mail = await ctx.db.mail.findUnique({ where: { id: mailId } });
    if (mail === null) throw new Refusal('not_found', 'not_found', `Mail ${mailId} does not exist.`);
    if (mail.secret === null) throw new Refusal('conflict', 'no_link', 'This mail has no link to reveal.');
    await ctx.audit({
      action: 'mail.reveal',
      entityType: 'Mail',
      entityId: mailId,
      accountId: mail.accountId,
      changes: { kind: { after: mail.kind }, recipient: { after: mail.toEmail } },
    });
    return { link: `${baseUrl}${secrets.open(mail.secret)}` };
  },
});
