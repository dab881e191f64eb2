import type { Account } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import type { Outcome } from '../core/outcome.js';
import { type AccountAction, allowsAction } from './account-status.js';

/** Locks accounts, ids rising, and parts them into those the action may move and outcomes for the others. */
export async function lockAccounts(
  ctx: TxContext,
  accountIds: number[],
  action: AccountAction,
): Promise<{ open: Account[]; setAside: Outcome[] }> {
  // NO KEY: an audit entry or mail that merely refers to the account does not wait for us, nor we in a circle for it.
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ANY (${accountIds}) ORDER BY id FOR NO KEY UPDATE`;
  const accounts = await ctx.db.account.findMany({ where: { id: { in: accountIds } }, orderBy: { id: 'asc' } });
  return sortOutAccounts(accountIds, accounts, action);
}

export function sortOutAccounts(
  accountIds: number[],
  accounts: Account[],
  action: AccountAction,
): { open: Account[]; setAside: Outcome[] } {
  const found = new Set(accounts.map((account) => account.id));
  const missing = accountIds
    .filter((id) => !found.has(id))
    .map((id): Outcome => ({ id, outcome: 'missing', code: 'not_found', message: `Account ${id} does not exist.` }));
  const open = accounts.filter((account) => allowsAction(account.status, action));
  const others = accounts
    .filter((account) => !allowsAction(account.status, action))
    .map((account) => obstacle(account, action));
  return { open, setAside: [...others, ...missing] };
}

/** The same for one account: refuses aloud instead of setting aside. */
export async function lockAccount(ctx: TxContext, accountId: number, action: AccountAction): Promise<Account> {
  const { open, setAside } = await lockAccounts(ctx, [accountId], action);
  const [account] = open;
  if (account !== undefined) return account;
  const outcome = setAside[0];
  throw new Refusal(
    outcome?.outcome === 'missing' ? 'not_found' : 'conflict',
    outcome?.code ?? 'not_found',
    outcome?.message ?? 'This account does not exist.',
  );
}

const DONE_ALREADY: Partial<Record<AccountAction, Account['status'][]>> = {
  approve: ['trial', 'pending_payment', 'active'],
  reject: ['rejected'],
  reopen: ['pending'],
  suspend: ['suspended'],
  reactivate: ['trial', 'pending_payment', 'active'],
  cancel: ['cancelled'],
};

function obstacle(account: Account, action: AccountAction): Outcome {
  const { id, name, status } = account;
  if (DONE_ALREADY[action]?.includes(status)) {
    return {
      id,
      outcome: 'already',
      code: `already_${status}`,
      message: `The account “${name}” is ${status.replace('_', ' ')} already.`,
    };
  }
  return {
    id,
    outcome: 'refused',
    code: 'account_status',
    message: `The account “${name}” is ${status.replace('_', ' ')}; this is not possible from there.`,
  };
}

export function outcomes(open: Account[], outcome: Outcome['outcome'], setAside: Outcome[]): Outcome[] {
  return [...open.map(({ id }): Outcome => ({ id, outcome })), ...setAside].sort((a, b) => a.id - b.id);
}
