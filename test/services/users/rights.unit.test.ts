import { UserRole } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import {
  changedRights,
  RIGHTS,
  refuseGrantingMoreThanOwn,
  refuseTouchingOwners,
  rightsFor,
  rightsInput,
  rightsOf,
} from '../../../src/services/users/rights.js';

const NONE = { canManageBilling: false, canSignContracts: false, canApproveDevelopers: false };
const ALL = { canManageBilling: true, canSignContracts: true, canApproveDevelopers: true };

/** The refusal of what is thrown, or null. */
function refusal(doing: () => unknown): unknown {
  try {
    doing();
    return null;
  } catch (error) {
    return error;
  }
}

it('who wishes nothing wishes no right', () => {
  expect(rightsInput.parse({})).toEqual(NONE);
});

describe('what a role brings by itself', () => {
  it('owners hold every right, whatever was wished', () => {
    expect(rightsFor('owner', NONE)).toEqual(ALL);
  });

  it('billing manages billing, and what was wished besides', () => {
    expect(rightsFor('billing', NONE)).toEqual({ ...NONE, canManageBilling: true });
    expect(rightsFor('billing', { ...NONE, canSignContracts: true })).toEqual({
      ...ALL,
      canApproveDevelopers: false,
    });
  });

  it('an admin holds what was wished', () => {
    expect(rightsFor('admin', NONE)).toEqual(NONE);
    expect(rightsFor('admin', ALL)).toEqual(ALL);
  });

  it('a viewer only looks: any wish is refused', () => {
    expect(rightsFor('viewer', NONE)).toEqual(NONE);
    for (const right of RIGHTS)
      expect(refusal(() => rightsFor('viewer', { ...NONE, [right]: true }))).toMatchObject({
        code: 'viewer_without_rights',
        message: 'A viewer only looks. Choose another role, or take the rights away.',
        details: [{ path: 'role' }],
      });
  });
});

describe('nobody hands out', () => {
  it.each(RIGHTS)('%s without holding it, unless the other holds it already', (right) => {
    const given = { ...NONE, [right]: true };
    expect(refusal(() => refuseGrantingMoreThanOwn(NONE, given))).toMatchObject({
      kind: 'forbidden',
      code: 'right_not_held',
      message: 'You can only give rights that you hold yourself. Please ask an owner to give this one.',
      details: [{ path: right, message: 'You do not hold this right yourself. Please ask an owner to give it.' }],
    });
    expect(refusal(() => refuseGrantingMoreThanOwn(given, given))).toBeNull();
    expect(refusal(() => refuseGrantingMoreThanOwn(NONE, given, given))).toBeNull();
    expect(refusal(() => refuseGrantingMoreThanOwn(NONE, NONE, given))).toBeNull();
  });
});

it('owners are touched by owners only', () => {
  const others = Object.values(UserRole).filter((role) => role !== 'owner');
  for (const role of others) {
    expect(refusal(() => refuseTouchingOwners({ role }, 'admin', 'owner'))).toMatchObject({
      kind: 'forbidden',
      code: 'owners_only',
      message: 'Only an owner can do this to an owner, or make one.',
    });
    expect(refusal(() => refuseTouchingOwners({ role }, ...others))).toBeNull();
  }
  expect(refusal(() => refuseTouchingOwners({ role: 'owner' }, 'owner'))).toBeNull();
});

it('the audit tells what changed, under the names of the columns, and nothing else', () => {
  expect(changedRights({ role: 'admin', ...NONE }, { role: 'admin', ...NONE })).toEqual({});
  expect(changedRights({ role: 'viewer', ...NONE }, { role: 'owner', ...ALL })).toEqual({
    role: { before: 'viewer', after: 'owner' },
    can_manage_billing: { before: false, after: true },
    can_sign_contracts: { before: false, after: true },
    can_approve_developers: { before: false, after: true },
  });
});

it('of a person only the rights are taken', () => {
  const person = { id: 7, ...ALL };
  expect(rightsOf(person)).toEqual(ALL);
});
