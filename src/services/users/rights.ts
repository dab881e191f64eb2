import type { User, UserRole } from '@prisma/client';
import { z } from 'zod';
import { fieldRefusal, Refusal } from '../core/errors.js';

/** The three rights of C54, beside the role. */
export const RIGHTS = ['canManageBilling', 'canSignContracts', 'canApproveDevelopers'] as const;

export type Right = (typeof RIGHTS)[number];
export type Rights = Record<Right, boolean>;

export const rightsInput = z.object({
  canApproveDevelopers: z.boolean().default(false),
  canSignContracts: z.boolean().default(false),
  canManageBilling: z.boolean().default(false),
});

const NONE: Rights = { canManageBilling: false, canSignContracts: false, canApproveDevelopers: false };
const ALL: Rights = { canManageBilling: true, canSignContracts: true, canApproveDevelopers: true };

/** What a role brings by itself: owners hold every right, those of the role billing manage billing, viewers only look. */
export function rightsFor(role: UserRole, wished: Rights): Rights {
  if (role === 'owner') return ALL;
  if (role === 'viewer') {
    if (RIGHTS.some((right) => wished[right]))
      throw fieldRefusal(
        'role',
        'viewer_without_rights',
        'A viewer only looks. Choose another role, or take the rights away.',
      );
    return NONE;
  }
  return { ...wished, canManageBilling: wished.canManageBilling || role === 'billing' };
}

/** Nobody hands out a right that they do not hold themselves: else an admin could give it to a login of their own. */
export function refuseGrantingMoreThanOwn(me: Rights, given: Rights, before: Rights = NONE): void {
  const tooMuch = RIGHTS.find((right) => given[right] && !before[right] && !me[right]);
  if (tooMuch !== undefined) {
    throw new Refusal(
      'forbidden',
      'right_not_held',
      'You can only give rights that you hold yourself. Please ask an owner to give this one.',
      [{ path: tooMuch, message: 'You do not hold this right yourself. Please ask an owner to give it.' }],
    );
  }
}

/** Owners are made, changed and removed by owners only. */
export function refuseTouchingOwners(me: Pick<User, 'role'>, ...roles: UserRole[]): void {
  if (me.role !== 'owner' && roles.includes('owner'))
    throw new Refusal('forbidden', 'owners_only', 'Only an owner can do this to an owner, or make one.');
}

export function rightsOf({ canManageBilling, canSignContracts, canApproveDevelopers }: Rights): Rights {
  return { canManageBilling, canSignContracts, canApproveDevelopers };
}

/** For the audit: what changed of role and rights, under the columns' names. */
export function changedRights(
  before: Rights & { role: UserRole },
  after: Rights & { role: UserRole },
): Record<string, { before: unknown; after: unknown }> {
  const columns = [
    ['role', 'role'],
    ['can_manage_billing', 'canManageBilling'],
    ['can_sign_contracts', 'canSignContracts'],
    ['can_approve_developers', 'canApproveDevelopers'],
  ] as const;
  return Object.fromEntries(
    columns
      .filter(([, name]) => before[name] !== after[name])
      .map(([column, name]) => [column, { before: before[name], after: after[name] }]),
  );
}
