import type { TxContext } from '../core/context.js';

export interface Recipient {
  email: string;
  name: string;
}

/** Who reads an account's mail about money: the billing address, else the first owner. */
export async function getRecipient(ctx: TxContext, accountId: number): Promise<Recipient> {
  const recipients = await getRecipients(ctx, [accountId]);
  const recipient = recipients.get(accountId);
  if (recipient === undefined) throw new Error(`account ${accountId} has no user`);
  return recipient;
}

export async function getRecipients(ctx: TxContext, accountIds: number[]): Promise<Map<number, Recipient>> {
  const rows = await ctx.db.$queryRaw<{ account_id: number; email: string; name: string }[]>`
    SELECT DISTINCT ON (a.id) a.id AS account_id, coalesce(nullif(a.billing_email, ''), u.email) AS email, u.full_name AS name
    FROM accounts a JOIN users u ON u.account_id = a.id AND u.removed_at IS NULL
    WHERE a.id = ANY (${accountIds})
    ORDER BY a.id, (u.role = 'owner') DESC, u.id`;
  return new Map(rows.map((row) => [row.account_id, { email: row.email, name: row.name }]));
}
