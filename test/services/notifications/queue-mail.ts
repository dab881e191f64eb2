import type { Mail } from '@prisma/client';
import type { NewMail } from '../../../src/services/core/context.js';
import { inTransaction } from '../../../src/services/core/db.js';
import { systemContext } from '../../support/contexts.js';
import type { TestInstallation } from '../../support/installation.js';
import { SAMPLE_MAILS } from './sample-mails.js';

export function passwordReset(email: string, name = 'Amina Yusuf'): NewMail {
  return {
    kind: 'password-reset',
    accountId: null,
    to: { email, name },
    data: SAMPLE_MAILS['password-reset'],
    secretPath: `/reset-password?token=secret-of-${email}`,
  };
}

/** Queues mail as the services do, and answers the rows in the order given. */
export async function queueMails(test: TestInstallation, mails: NewMail[]): Promise<Mail[]> {
  const last = await test.prisma.mail.aggregate({ _max: { id: true } });
  await inTransaction(systemContext(test), (ctx) => ctx.enqueue(mails));
  return test.prisma.mail.findMany({ where: { id: { gt: last._max.id ?? 0 } }, orderBy: { id: 'asc' } });
}

export async function queueMail(test: TestInstallation, mail: NewMail): Promise<Mail> {
  const [queued] = await queueMails(test, [mail]);
  if (queued === undefined) throw new Error('nothing was queued');
  return queued;
}
