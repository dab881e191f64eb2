import { type Account, holds, mayUse } from './account.js';
import type { Deed } from './deeds.js';

/** Whether it is worth trying; done or not, nothing moves here. */
export const UNNOTICED_MOVES = {
  remind: (account: Account, deed: Deed): boolean => newest(account, deed)?.status === 'sent',
  renewByItself: (account: Account, { contract }: Deed): boolean => account.contracts[contract]?.billed === true,
  editDraft: (account: Account, deed: Deed): boolean => newest(account, deed)?.status === 'draft',
  profile: (account: Account, { by }: Deed): boolean => mayUse(account) && holds(account, by, 'manages'),
  forgetPassword: isSomebody,
  resendVerification: isSomebody,
  verifyEmail: isSomebody,
  signOut: isSomebody,
  pauseItem: inForce,
  resumeItem: inForce,
  completeItem: inForce,
  resend: (account: Account, { invitation }: Deed): boolean => account.invitations[invitation]?.status === 'open',
  chore: (): boolean => true,
};

function newest(account: Account, { contract }: Deed) {
  return account.contracts[contract]?.versions.at(-1);
}

function inForce(account: Account, { contract }: Deed): boolean {
  return ['signed', 'active'].includes(account.contracts[contract]?.status ?? '');
}

function isSomebody(account: Account): boolean {
  return account.people.length > 0;
}
