import { type Account, holds, type Model, mayUse, type Person, type Rights, SEATS } from './account.js';
import type { Deed } from './deeds.js';

/** What is meant to become of the people of an account, who changes them, and how many there may be. */
export const PEOPLE_MOVES = {
  invite(account: Account, deed: Deed): boolean {
    const { by, address } = deed;
    const given = rightsFor(deed);
    if (!manages(account, by) || given === null || given.role === 'owner') return false;
    if (isMoreThanOwn(account, by, given) || seatsLeft(account) === 0) return false;
    if (present(account).some((person) => person.address === address)) return false;
    if (account.invitations.some((each) => each.address === address && each.status === 'open')) return false;
    account.invitations.push({ ...given, address, by, status: 'open' });
    return true;
  },
  revoke(account: Account, deed: Deed): boolean {
    const invitation = account.invitations[deed.invitation];
    if (!manages(account, deed.by) || invitation?.status !== 'open') return false;
    invitation.status = 'revoked';
    return true;
  },
  /** By the link of the newest mail to that address. */
  accept(account: Account, { address }: Deed, model: Model): boolean {
    const invitation = account.invitations.findLast((each) => each.address === address);
    if (invitation?.status !== 'open' || !mayUse(account) || seatsLeft(account) === 0) return false;
    if (isTaken(model, address)) return false;
    const { role, pays, signs } = invitation;
    invitation.status = 'used';
    account.people.push({ address, role, pays, signs, removed: false });
    return true;
  },
  changeRole(account: Account, deed: Deed): boolean {
    const person = presentAt(account, deed.person);
    const given = rightsFor(deed);
    if (!manages(account, deed.by) || person === null || given === null || deed.by === deed.person) return false;
    if (!isOwner(account, deed.by) && [person.role, given.role].includes('owner')) return false;
    if (isMoreThanOwn(account, deed.by, given, person)) return false;
    Object.assign(person, given);
    revokeOf(
      account,
      deed.person,
      (sent) => !manages(account, deed.person) || isMoreThanOwn(account, deed.person, sent),
    );
    return true;
  },
  handOver(account: Account, deed: Deed): boolean {
    const [me, heir] = [presentAt(account, deed.by), presentAt(account, deed.person)];
    if (!mayUse(account) || me?.role !== 'owner' || heir === null || heir.role === 'owner') return false;
    me.role = 'admin';
    Object.assign(heir, { role: 'owner', pays: true, signs: true });
    return true;
  },
  remove(account: Account, deed: Deed): boolean {
    const person = presentAt(account, deed.person);
    if (!manages(account, deed.by) || person === null) return false;
    if (!isOwner(account, deed.by) && (person.role === 'owner' || deed.by === deed.person)) return false;
    if (person.role === 'owner' && present(account).filter(({ role }) => role === 'owner').length === 1) return false;
    person.removed = true;
    revokeOf(account, deed.person, () => true);
    return true;
  },
};

/** A login belongs to one account; whoever was removed has their address free again. */
export function isTaken(model: Model, address: number): boolean {
  return model.some((account) => present(account).some((person) => person.address === address));
}

function present({ people }: Account): Person[] {
  return people.filter(({ removed }) => !removed);
}

function presentAt({ people }: Account, place: number): Person | null {
  const person = people[place];
  return person === undefined || person.removed ? null : person;
}

function seatsLeft(account: Account): number {
  return Math.max(0, (SEATS[account.plan] ?? 0) - present(account).length);
}

function manages(account: Account, by: number): boolean {
  return mayUse(account) && holds(account, by, 'manages');
}

function isOwner(account: Account, by: number): boolean {
  return account.people[by]?.role === 'owner';
}

/** What a role brings by itself; a viewer with rights is no wish that can be met. */
function rightsFor({ role, pays, signs }: Deed): Rights | null {
  if (role === 'owner') return { role, pays: true, signs: true };
  if (role === 'viewer' && (pays || signs)) return null;
  return { role, pays: pays || role === 'billing', signs };
}

/** Nobody hands out a right that they do not hold; one that the other has already is no gift. */
function isMoreThanOwn(account: Account, by: number, given: Rights, before?: Rights): boolean {
  return (['pays', 'signs'] as const).some((right) => given[right] && !before?.[right] && !holds(account, by, right));
}

function revokeOf(account: Account, by: number, isLost: (sent: Rights) => boolean): void {
  for (const invitation of account.invitations)
    if (invitation.by === by && invitation.status === 'open' && isLost(invitation)) invitation.status = 'revoked';
}
