import type { NewMail, TxContext } from './context.js';
import { newId } from './ids.js';

export const MAIL_CHANNEL = 'countersign_mail';

/** Queues mail with its cause: both commit or neither. The worker renders and delivers. */
export async function writeMails(ctx: TxContext, mails: NewMail[]): Promise<void> {
  if (mails.length === 0) return;
  const host = new URL(ctx.installation.baseUrl).hostname;
  const rows = mails.map((mail) => ({
    kind: mail.kind,
    account_id: mail.accountId,
    to_email: mail.to.email,
    to_name: mail.to.name,
    data: mail.data,
    secret: mail.secretPath === undefined ? null : ctx.installation.secrets.seal(mail.secretPath),
    message_id: `<${newId()}@${host}>`,
  }));
  await ctx.db.$executeRaw`
    WITH queued AS (
      INSERT INTO mails (kind, account_id, to_email, to_name, data, secret, message_id, next_attempt_at, created_at)
      SELECT row.kind, row.account_id, row.to_email, row.to_name, row.data, row.secret, row.message_id, ${ctx.now}, ${ctx.now}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row(kind text, account_id int, to_email text, to_name text, data jsonb, secret text, message_id text)
    )
    SELECT pg_notify(${MAIL_CHANNEL}, '')`;
}
