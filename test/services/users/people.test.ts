import { describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../../src/services/core/context.js';
import { inTransaction } from '../../../src/services/core/db.js';
import { changeUserRole } from '../../../src/services/users/change-user-role.js';
import { getRecipient } from '../../../src/services/users/get-recipient.js';
import { inviteUser } from '../../../src/services/users/invite-user.js';
import { getOwnPerson, listOwnPeople } from '../../../src/services/users/list-people.js';
import { logIn } from '../../../src/services/users/log-in.js';
import { removeUser } from '../../../src/services/users/remove-user.js';
import { requestPasswordReset } from '../../../src/services/users/request-password-reset.js';
import { resetPassword } from '../../../src/services/users/reset-password.js';
import { revokeInvitation } from '../../../src/services/users/revoke-invitation.js';
import { userOfSession, userOfToken } from '../../../src/services/users/signed-in-user.js';
import { endTokenSession, openTokenSession, refreshTokens } from '../../../src/services/users/tokens.js';
import { transferOwnership } from '../../../src/services/users/transfer-ownership.js';
import { anonymousContext, systemContext, userContext } from '../../support/contexts.js';
import { activeTenant, inviteColleague, PASSWORD, secondOwner, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation();

const rowOf = (id: number) => test.prisma.user.findUniqueOrThrow({ where: { id } });
const auditOf = (action: string, entityId: number) =>
  test.prisma.auditEntry.findMany({ where: { action, entityId }, orderBy: { id: 'asc' } });

/** An admin who invited one colleague who came and one whose invitation was taken back. */
async function inviterWhoseInvitationsEnded(owner: { ctx: Context }) {
  const admin = await inviteColleague(test, owner, { role: 'admin' });
  await inviteColleague(test, admin);
  const { invitationId } = await inviteUser(admin.ctx, {
    email: `taken-back-${admin.userId}@x.example`,
    role: 'viewer',
  });
  await revokeInvitation(owner.ctx, { invitationId });
  return admin;
}

describe('changing a role', () => {
  it('leaves invitations that ended before as they were', async () => {
    const owner = await activeTenant(test);
    const { userId } = await inviterWhoseInvitationsEnded(owner);
    const invitations = () => test.prisma.invitation.findMany({ where: { invitedById: userId } });
    const before = await invitations();
    test.clock.moveMinutes(1);
    await changeUserRole(owner.ctx, { userId, role: 'viewer' });
    expect(await invitations()).toEqual(before);
  });

  it('counts from the next request on, and stands in the audit', async () => {
    const owner = await activeTenant(test);
    const colleague = await inviteColleague(test, owner);
    const rights = { canSignContracts: true };
    expect(await changeUserRole(owner.ctx, { userId: colleague.userId, role: 'admin', ...rights })).toEqual({
      changed: true,
    });
    const { actor } = await userContext(test, colleague.userId);
    expect(actor.type === 'user' && [...actor.permissions].sort()).toEqual([
      'tenant.edit_profile',
      'tenant.manage_people',
      'tenant.read',
      'tenant.sign_contracts',
    ]);
    const [entry] = await auditOf('user.change_role', colleague.userId);
    expect(entry).toMatchObject({
      actorLabel: owner.email,
      accountId: owner.accountId,
      changes: { role: { before: 'viewer', after: 'admin' }, can_sign_contracts: { before: false, after: true } },
    });
    expect(await changeUserRole(owner.ctx, { userId: colleague.userId, role: 'admin', ...rights })).toEqual({
      changed: false,
    });
    expect(await auditOf('user.change_role', colleague.userId)).toHaveLength(1);
  });

  it('brings what the role brings: owners every right, billing the billing, viewers none', async () => {
    const owner = await activeTenant(test);
    const { userId } = await inviteColleague(test, owner);
    const held = async () => {
      const { canManageBilling, canSignContracts, canApproveDevelopers } = await rowOf(userId);
      return [canManageBilling, canSignContracts, canApproveDevelopers];
    };
    await changeUserRole(owner.ctx, { userId, role: 'billing' });
    expect(await held()).toEqual([true, false, false]);
    await changeUserRole(owner.ctx, { userId, role: 'owner' });
    expect(await held()).toEqual([true, true, true]);
    await changeUserRole(owner.ctx, { userId, role: 'viewer' });
    expect(await held()).toEqual([false, false, false]);
    const refusal = await refusalOf(changeUserRole(owner.ctx, { userId, role: 'viewer', canManageBilling: true }));
    expect(refusal.code).toBe('viewer_without_rights');
  });

  it('an admin neither makes nor touches owners, and hands out no right they do not hold', async () => {
    const owner = await activeTenant(test);
    const admin = await inviteColleague(test, owner, { role: 'admin', canManageBilling: true });
    const viewer = await inviteColleague(test, owner);
    const before = await allRows(test);
    const change = (userId: number, wishes: object) =>
      refusalOf(changeUserRole(admin.ctx, { userId, role: 'viewer', ...wishes }));
    expect((await change(owner.userId, {})).code).toBe('owners_only');
    expect((await change(viewer.userId, { role: 'owner' })).code).toBe('owners_only');
    expect((await change(viewer.userId, { role: 'admin', canSignContracts: true })).code).toBe('right_not_held');
    expect((await refusalOf(removeUser(admin.ctx, { userId: owner.userId }))).code).toBe('owners_only');
    expect((await refusalOf(transferOwnership(admin.ctx, { userId: viewer.userId }))).code).toBe('not_allowed');
    expect(await allRows(test)).toEqual(before);
    await changeUserRole(admin.ctx, { userId: viewer.userId, role: 'billing' });
    expect((await rowOf(viewer.userId)).canManageBilling).toBe(true);
  });

  it('a right that somebody has already stays with them when an admin without it changes their role', async () => {
    const owner = await activeTenant(test);
    const admin = await inviteColleague(test, owner, { role: 'admin' });
    const signer = await inviteColleague(test, owner, { role: 'billing', canSignContracts: true });
    await changeUserRole(admin.ctx, {
      userId: signer.userId,
      role: 'admin',
      canSignContracts: true,
      canManageBilling: true,
    });
    expect((await rowOf(signer.userId)).canSignContracts).toBe(true);
  });

  it('nobody changes their own, and the last owner stays one', async () => {
    const owner = await activeTenant(test);
    const second = await secondOwner(test, owner);
    expect((await refusalOf(changeUserRole(owner.ctx, { userId: owner.userId, role: 'viewer' }))).code).toBe(
      'own_role',
    );
    await changeUserRole(owner.ctx, { userId: second.userId, role: 'admin' });
    const admin = await userContext(test, second.userId);
    expect((await refusalOf(changeUserRole(admin, { userId: second.userId, role: 'owner' }))).code).toBe('own_role');
  });

  it('a page opened before somebody else’s change saves nothing', async () => {
    const owner = await activeTenant(test);
    const { userId } = await inviteColleague(test, owner);
    const { version } = await getOwnPerson(owner.ctx, userId);
    await changeUserRole(owner.ctx, { userId, role: 'admin', version });
    const stale = await refusalOf(changeUserRole(owner.ctx, { userId, role: 'billing', version }));
    expect([stale.kind, stale.code]).toEqual(['conflict', 'changed_meanwhile']);
  });

  it('people of another account, and those who left, do not exist', async () => {
    const [owner, other] = [await activeTenant(test), await activeTenant(test)];
    const gone = await inviteColleague(test, owner);
    await removeUser(owner.ctx, { userId: gone.userId });
    for (const userId of [other.userId, gone.userId, 999_999]) {
      for (const attempt of [
        () => changeUserRole(owner.ctx, { userId, role: 'viewer' }),
        () => removeUser(owner.ctx, { userId }),
        () => transferOwnership(owner.ctx, { userId }),
        () => getOwnPerson(owner.ctx, userId),
      ]) {
        expect((await refusalOf(attempt())).kind).toBe('not_found');
      }
    }
  });
});

describe('handing the account over', () => {
  it('makes the colleague owner and the owner an admin who keeps the rights; both are told', async () => {
    const owner = await activeTenant(test, { accountName: 'Handed Over' });
    const heir = await inviteColleague(test, owner);
    await transferOwnership(owner.ctx, { userId: heir.userId });
    expect(await rowOf(heir.userId)).toMatchObject({
      role: 'owner',
      canSignContracts: true,
      canManageBilling: true,
      canApproveDevelopers: true,
    });
    expect(await rowOf(owner.userId)).toMatchObject({ role: 'admin', canSignContracts: true });
    const mails = await test.prisma.mail.findMany({
      where: { kind: 'ownership-transferred', accountId: owner.accountId },
    });
    expect(mails.map(({ toEmail }) => toEmail).sort()).toEqual([heir.email, owner.email].sort());
    expect(await auditOf('user.transfer_ownership', heir.userId)).toHaveLength(1);
    expect(await auditOf('user.transfer_ownership', owner.userId)).toHaveLength(1);
  });

  it('who handed it over cannot do so twice, though their browser still believes they may', async () => {
    const owner = await activeTenant(test);
    const [heir, other] = [await inviteColleague(test, owner), await inviteColleague(test, owner)];
    await transferOwnership(owner.ctx, { userId: heir.userId });
    expect((await refusalOf(transferOwnership(owner.ctx, { userId: other.userId }))).code).toBe('not_allowed');
    expect((await rowOf(other.userId)).role).toBe('viewer');
  });

  it('not to an owner', async () => {
    const owner = await activeTenant(test);
    const second = await secondOwner(test, owner);
    for (const userId of [second.userId, owner.userId])
      expect((await refusalOf(transferOwnership(owner.ctx, { userId }))).code).toBe('owner_already');
  });
});

describe('removing somebody', () => {
  it('ends their browsers, their programs and their mailed links at once', async () => {
    const owner = await activeTenant(test);
    const colleague = await inviteColleague(test, owner, { role: 'admin' });
    const user = await rowOf(colleague.userId);
    const tokens = await openTokenSession(colleague.ctx, user);
    await requestPasswordReset(anonymousContext(test), { email: colleague.email });
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { kind: 'password-reset', toEmail: colleague.email },
    });
    const token = test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    const now = test.clock.now();
    expect(await userOfSession(test.installation, user.id, user.sessionEpoch)).not.toBeNull();
    expect(await userOfToken(test.installation, tokens.access, now)).not.toBeNull();

    await removeUser(owner.ctx, { userId: user.id });

    expect(await userOfSession(test.installation, user.id, user.sessionEpoch)).toBeNull();
    expect(await userOfSession(test.installation, user.id, user.sessionEpoch + 1)).toBeNull();
    expect(await userOfToken(test.installation, tokens.access, now)).toBeNull();
    const anonymous = anonymousContext(test);
    for (const attempt of [
      () => refreshTokens(anonymous, tokens.refresh),
      () => resetPassword(anonymous, { token, password: PASSWORD }),
      () => logIn(anonymous, { email: colleague.email, password: PASSWORD }),
      () => inviteUser(colleague.ctx, { email: 'friend@x.example', role: 'viewer' }),
    ]) {
      expect(['token_invalid', 'invalid_credentials', 'not_allowed']).toContain((await refusalOf(attempt())).code);
    }
    expect(await test.prisma.mail.count({ where: { kind: 'person-removed', toEmail: colleague.email } })).toBe(1);
  });

  it('frees their seat and their address, and takes back the invitations they sent', async () => {
    const owner = await activeTenant(test);
    const colleague = await inviteColleague(test, owner, { role: 'admin' });
    await inviteUser(colleague.ctx, { email: 'his-friend@x.example', role: 'admin' });
    await inviteUser(owner.ctx, { email: 'her-friend@x.example', role: 'viewer' });
    await removeUser(owner.ctx, { userId: colleague.userId });
    const { people, invitations, seats } = await listOwnPeople(owner.ctx);
    expect(people.rows.map(({ id }) => id)).toEqual([owner.userId]);
    expect(invitations.map(({ email }) => email)).toEqual(['her-friend@x.example']);
    expect(seats).toMatchObject({ taken: 1, of: 5, free: 4 });
    const back = await inviteColleague(test, owner, { email: colleague.email });
    expect(back.userId).not.toBe(colleague.userId);
    expect((await signUpTenant(test)).accountStatus).toBe('trial');
  });

  it('leaves what had ended before as it was', async () => {
    const owner = await activeTenant(test);
    const { userId, email } = await inviterWhoseInvitationsEnded(owner);
    const anonymous = anonymousContext(test);
    const user = await logIn(anonymous, { email, password: PASSWORD });
    await endTokenSession(anonymous, (await openTokenSession(anonymous, user)).access);
    await requestPasswordReset(anonymous, { email });
    const mail = await test.prisma.mail.findFirstOrThrow({ where: { kind: 'password-reset', toEmail: email } });
    const token = test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    await resetPassword(anonymous, { token, password: PASSWORD });
    const ended = () =>
      Promise.all([
        test.prisma.invitation.findMany({ where: { invitedById: userId } }),
        test.prisma.oneTimeToken.findMany({ where: { userId } }),
        test.prisma.authToken.findMany({ where: { userId } }),
      ]);
    const before = await ended();
    expect(before.map((rows) => rows.length)).toEqual([2, 1, 2]);
    test.clock.moveMinutes(1);
    await removeUser(owner.ctx, { userId });
    expect(await ended()).toEqual(before);
  });

  it('their address can open an account of its own, and ask for a new password there', async () => {
    const owner = await activeTenant(test);
    const { userId, email } = await inviteColleague(test, owner);
    await removeUser(owner.ctx, { userId });
    const { accountId } = await signUpTenant(test, { email });
    expect(accountId).not.toBe(owner.accountId);
    await requestPasswordReset(anonymousContext(test), { email });
    expect(await test.prisma.mail.count({ where: { accountId, kind: 'password-reset', toEmail: email } })).toBe(1);
  });

  it('the last owner stays; an owner may leave while another stays; others ask a colleague', async () => {
    const owner = await activeTenant(test);
    const admin = await inviteColleague(test, owner, { role: 'admin' });
    expect((await refusalOf(removeUser(owner.ctx, { userId: owner.userId }))).code).toBe('last_owner');
    expect((await refusalOf(removeUser(admin.ctx, { userId: admin.userId }))).code).toBe('own_removal');
    const second = await secondOwner(test, owner);
    expect(await removeUser(owner.ctx, { userId: owner.userId })).toMatchObject({ isMe: true });
    expect((await refusalOf(removeUser(second.ctx, { userId: second.userId }))).code).toBe('last_owner');
  });

  it('mail about money goes to an owner who has not left', async () => {
    const owner = await activeTenant(test);
    const second = await secondOwner(test, owner);
    const recipient = () => inTransaction(systemContext(test), (tx) => getRecipient(tx, owner.accountId));
    expect((await recipient()).email).toBe(owner.email);
    await removeUser(second.ctx, { userId: owner.userId });
    expect((await recipient()).email).toBe(second.email);
  });
});

describe('who may do none of this', () => {
  it('viewers and those with rights alone manage nobody, and see no invitations', async () => {
    const owner = await activeTenant(test);
    await inviteUser(owner.ctx, { email: 'waiting@x.example', role: 'viewer' });
    const rights = { canManageBilling: true, canSignContracts: true, canApproveDevelopers: true };
    const people = [
      await inviteColleague(test, owner),
      await inviteColleague(test, owner, { role: 'billing', ...rights }),
    ];
    for (const { ctx, userId } of people) {
      for (const attempt of [
        () => inviteUser(ctx, { email: 'x@x.example', role: 'viewer' }),
        () => changeUserRole(ctx, { userId, role: 'admin' }),
        () => removeUser(ctx, { userId: owner.userId }),
        () => transferOwnership(ctx, { userId }),
      ]) {
        expect((await refusalOf(attempt())).code).toBe('not_allowed');
      }
      const seen = await listOwnPeople(ctx);
      expect([seen.people.rows.length, seen.invitations]).toEqual([3, []]);
    }
  });

  it('a suspended account changes nothing about its people', async () => {
    const owner = await activeTenant(test);
    const { userId } = await inviteColleague(test, owner);
    await suspendAccounts(await staff(test, 'support'), { accountIds: [owner.accountId], reason: 'Abuse' });
    for (const attempt of [
      () => inviteUser(owner.ctx, { email: 'x@x.example', role: 'viewer' }),
      () => changeUserRole(owner.ctx, { userId, role: 'admin' }),
      () => removeUser(owner.ctx, { userId }),
      () => transferOwnership(owner.ctx, { userId }),
    ]) {
      expect((await refusalOf(attempt())).code).toBe('account_suspended');
    }
  });
});

it('the list has pages', async () => {
  const owner = await activeTenant(test);
  const colleagues = [await inviteColleague(test, owner), await inviteColleague(test, owner)];
  const first = await listOwnPeople(owner.ctx, { limit: 2 });
  expect(first.people.rows.map(({ id, isMe }) => [id, isMe])).toEqual([
    [owner.userId, true],
    [colleagues[0]?.userId, false],
  ]);
  const rest = await listOwnPeople(owner.ctx, { limit: 2, cursor: first.people.nextCursor ?? 0 });
  expect([rest.people.rows.map(({ id }) => id), rest.people.nextCursor]).toEqual([[colleagues[1]?.userId], null]);
});
