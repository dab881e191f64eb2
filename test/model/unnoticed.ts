import { type Account, holds, mayUse } from './account.js';
import type { Deed } from './deeds.js';

/** Whether it is worth trying; done or not, nothing moves here. */
export const UNNOTICED_MOVES = {
  remind: (account: Account, deed: Deed): boolean => newest(account, deed)?.status === 'sent',
  renewByItself: (account: Account, { contract }: Deed): boolean => account.contracts[contract]?.billed === true,
  editDraft: (account: Account, deed: Deed): boolean => newest(account, deed)?.status === 'draft',
  profile: (account: Account, { by }: Deed): boolean => mayUse(account) && holds(account, by, 'manages'),
  forgetPassword: (account: Account): boolean => account.people.length > 0,
  link: (account: Account): boolean => account.status !== 'rejected',
};

function newest(account: Account, { contract }: Deed) {
  return account.contracts[contract]?.versions.at(-1);
}
