import type { Account } from '@prisma/client';
import type { NewMail, TxContext } from '../core/context.js';
import { getRecipients } from '../users/get-recipient.js';

type Content = Extract<
  NewMail,
  { kind: 'account-rejected' | 'account-suspended' | 'account-reactivated' | 'account-cancelled' }
>;

/** Tells each account what happened to it. */
export async function mailAccounts(
  ctx: TxContext,
  accounts: Account[],
  write: (person: { name: string; accountName: string }) => Pick<Content, 'kind' | 'data'>,
): Promise<void> {
  const recipients = await getRecipients(
    ctx,
    accounts.map(({ id }) => id),
  );
  await ctx.enqueue(
    accounts.flatMap((account) => {
      const to = recipients.get(account.id);
      if (to === undefined) return [];
      return [{ ...write({ name: to.name, accountName: account.name }), accountId: account.id, to } as NewMail];
    }),
  );
}
