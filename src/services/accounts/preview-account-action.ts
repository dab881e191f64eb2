import type { z } from 'zod';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { requestedIds } from '../core/fields.js';
import { parse } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import type { AccountAction } from './account-status.js';
import { sortOutAccounts } from './lock-accounts.js';

const SHOWN = 200;

export interface AccountActionPreview {
  possible: { id: number; name: string; status: string }[];
  possibleCount: number;
  /** Among them those whose owner has not verified the e-mail address. */
  unverified: { id: number; name: string; email: string }[];
  impossible: Outcome[];
  impossibleCount: number;
}

/** What an action would do to these accounts, by the same rules, without changing anything. */
export async function previewAccountAction(
  ctx: Context,
  { accountIds, action }: { accountIds: z.input<typeof requestedIds>; action: AccountAction },
): Promise<AccountActionPreview> {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may look at this.');
  const wanted = parse(requestedIds, accountIds);
  const accounts = await dbOf(ctx).account.findMany({ where: { id: { in: wanted.possible } }, orderBy: { id: 'asc' } });
  const { open, setAside } = sortOutAccounts([...wanted.possible, ...wanted.impossible], accounts, action);
  const unverified = await dbOf(ctx).user.findMany({
    where: { accountId: { in: open.map(({ id }) => id) }, role: 'owner', removedAt: null, emailVerifiedAt: null },
    select: { email: true, account: { select: { id: true, name: true } } },
  });
  return {
    possible: open.slice(0, SHOWN).map(({ id, name, status }) => ({ id, name, status })),
    possibleCount: open.length,
    unverified: unverified.slice(0, SHOWN).map(({ email, account }) => ({ ...account, email })),
    impossible: setAside.slice(0, SHOWN),
    impossibleCount: setAside.length,
  };
}
