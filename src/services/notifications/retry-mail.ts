import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { MAIL_CHANNEL } from '../core/outbox.js';

/** Puts a dead mail back into the queue, with all its attempts, under its old Message-ID. */
export const retryMail = operation({
  name: 'mail.retry',
  permission: 'mail.retry',
  input: z.object({ mailId: id }),
  async run(ctx, { mailId }): Promise<void> {
    const { count } = await ctx.db.mail.updateMany({
      where: { id: mailId, status: 'dead' },
      data: { status: 'queued', attempts: 0, nextAttemptAt: ctx.now, lastError: '' },
    });
    const mail = await ctx.db.mail.findUnique({ where: { id: mailId } });
    if (mail === null) throw new Refusal('not_found', 'not_found', `Mail ${mailId} does not exist.`);
    if (count === 0) throw new Refusal('conflict', 'mail_not_dead', WHY_NOT[mail.status]);
    await ctx.audit({
      action: 'mail.retry',
      entityType: 'Mail',
      entityId: mailId,
      accountId: mail.accountId,
      changes: { status: { before: 'dead', after: 'queued' } },
    });
    await ctx.db.$executeRaw`SELECT pg_notify(${MAIL_CHANNEL}, '')`;
  },
});

const WHY_NOT = {
  queued: 'This mail is queued already and goes out by itself.',
  sending: 'This mail is being sent just now.',
  sent: 'This mail was sent; it is not sent twice.',
  dead: 'This mail was put back into the queue by somebody else at the same moment.',
};
