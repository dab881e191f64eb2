import type { AccountStatus } from '@prisma/client';
import { type AccountAction, allowsAction } from '../../services/accounts/account-status.js';
import { previewAccountAction } from '../../services/accounts/preview-account-action.js';
import type { DialogField, Preview, Target } from '../operation-action.js';
import { count } from './bulk-result.js';

export const NOTE: DialogField = {
  name: 'note',
  label: 'Note for colleagues',
  type: 'long',
  help: 'Only staff see it.',
  maxLength: 2000,
};
export const REASON: DialogField = {
  name: 'reason',
  label: 'Reason',
  type: 'long',
  required: true,
  help: 'The tenant reads this.',
  maxLength: 500,
};

interface Words {
  /** "Approve" */
  verb: string;
  /** "approved" */
  done: string;
  says: string[];
  fields: DialogField[];
}

/** The button shows where the account's state allows the move. */
export function offeredIf(action: AccountAction) {
  return ({ status }: Record<string, unknown>) =>
    typeof status === 'string' && allowsAction(status as AccountStatus, action);
}

export async function previewAccounts(
  { ctx, ids }: Target,
  action: AccountAction,
  { verb, done, says, fields }: Words,
): Promise<Preview> {
  const { possible, possibleCount, impossible, impossibleCount, unverified } = await previewAccountAction(ctx, {
    accountIds: ids,
    action,
  });
  const [only] = possible;
  const name = possibleCount === 1 && only !== undefined ? only.name : null;
  return {
    title: ids.length === 1 ? `${verb} ${name ?? 'this account'}` : `${verb} ${count(ids.length, 'account')}`,
    says: [`${name ?? count(possibleCount, 'account')} will be ${done}.`, ...says],
    possible: possibleCount,
    impossible,
    impossibleCount,
    warnings:
      action === 'approve'
        ? unverified.slice(0, 5).map(({ id, name: who, email }) => unverifiedWarning(id, who, email))
        : [],
    fields: action === 'approve' && unverified.length > 0 ? [UNVERIFIED, ...fields] : fields,
    confirm: possibleCount === 1 ? `${verb} account` : `${verb} ${possibleCount} accounts`,
  };
}

const UNVERIFIED: DialogField = {
  name: 'unverified_confirmed',
  label: 'Approve although the e-mail address is not verified',
  type: 'checkbox',
  required: true,
};

function unverifiedWarning(id: number, name: string, email: string) {
  return {
    message: `${name}: ${email} has not been verified.`,
    href: `/admin/resources/Account/records/${id}/show`,
    link: 'Open account',
  };
}
