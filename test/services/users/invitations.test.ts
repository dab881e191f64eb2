import { describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { addDays } from '../../../src/services/core/calendar.js';
import type { Context } from '../../../src/services/core/context.js';
import { acceptInvitation } from '../../../src/services/users/accept-invitation.js';
import { changeUserRole } from '../../../src/services/users/change-user-role.js';
import { getInvitation } from '../../../src/services/users/get-invitation.js';
import { inviteUser } from '../../../src/services/users/invite-user.js';
import { listOwnPeople } from '../../../src/services/users/list-people.js';
import { logIn } from '../../../src/services/users/log-in.js';
import { resendInvitation } from '../../../src/services/users/resend-invitation.js';
import { revokeInvitation } from '../../../src/services/users/revoke-invitation.js';
import { anonymousContext } from '../../support/contexts.js';
import {
  activeTenant,
  invitationToken,
  inviteColleague,
  offerPlan,
  PASSWORD,
  signUpForPlan,
  signUpTenant,
  staff,
  type Tenant,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';

const test = useInstallation();

let addresses = 0;
const newAddress = () => {
  addresses += 1;
  return `invited-${addresses}@company.example`;
};

async function invited(tenant: Tenant, email = newAddress()) {
  const { invitationId } = await inviteUser(tenant.ctx, { email, role: 'billing', canSignContracts: true });
  return { invitationId, email, token: await invitationToken(test, invitationId) };
}

const accept = (token: string, wishes: object = {}) =>
  acceptInvitation(anonymousContext(test), { token, fullName: 'Noor Ali', password: PASSWORD, ...wishes });

describe('an invitation', () => {
  it('makes a login with the role and rights it named, whose address is verified, on record as the joiner’s doing', async () => {
    const owner = await activeTenant(test, { accountName: 'Yusuf Traders' });
    const { invitationId, email, token } = await invited(owner, 'Noor@Company.example');
    const shown = await getInvitation(anonymousContext(test), token);
    expect(shown).toMatchObject({
      email: 'noor@company.example',
      accountName: 'Yusuf Traders',
      role: 'billing',
      state: 'open',
    });
    const user = await accept(token);
    expect(user).toMatchObject({
      accountId: owner.accountId,
      email: email.toLowerCase(),
      fullName: 'Noor Ali',
      role: 'billing',
      canManageBilling: true,
      canSignContracts: true,
      canApproveDevelopers: false,
      isActive: true,
      invitedById: owner.userId,
      emailVerifiedAt: test.clock.now(),
    });
    expect((await logIn(anonymousContext(test), { email: user.email, password: PASSWORD })).id).toBe(user.id);
    const entry = await test.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'invitation.accept', entityId: invitationId },
    });
    expect(entry).toMatchObject({ actorType: 'user', actorId: user.id, accountId: owner.accountId });
    expect((await listOwnPeople(owner.ctx)).invitations).toEqual([]);
  });

  it('travels by mail only: neither answer nor list nor audit carries its token', async () => {
    const owner = await activeTenant(test);
    const { token } = await invited(owner);
    const kept = JSON.stringify([
      await test.prisma.invitation.findMany(),
      await test.prisma.auditEntry.findMany(),
      await test.prisma.mail.findMany(),
      await listOwnPeople(owner.ctx),
    ]);
    expect(kept).not.toContain(token);
  });

  it('is good for seven days, once', async () => {
    const owner = await activeTenant(test);
    const { token } = await invited(owner);
    test.clock.set(addDays(test.clock.now(), 7));
    expect((await refusalOf(accept(token))).code).toBe('invitation_expired');
    expect((await listOwnPeople(owner.ctx)).invitations[0]?.isExpired).toBe(true);
    const other = await invited(owner);
    await accept(other.token);
    expect((await refusalOf(accept(other.token))).code).toBe('invitation_used');
    expect((await refusalOf(accept('no-such-token'))).code).toBe('invitation_unknown');
  });

  it('ends when its sender could not send it any more, and stays open as long as they could', async () => {
    const plan = await offerPlan(test, { maxUsers: 9 });
    const owner = await activeTenant(test, { planSlug: plan.slug });
    const admin = await inviteColleague(test, owner, { role: 'admin', canSignContracts: true });
    const signer = await inviteUser(admin.ctx, { email: newAddress(), role: 'admin', canSignContracts: true });
    const viewer = await inviteUser(admin.ctx, { email: newAddress(), role: 'viewer' });
    const others = await invited(owner);
    const state = async ({ invitationId }: { invitationId: number }) =>
      (await getInvitation(anonymousContext(test), await invitationToken(test, invitationId)))?.state;
    await changeUserRole(owner.ctx, { userId: admin.userId, role: 'admin' });
    expect([await state(signer), await state(viewer)]).toEqual(['revoked', 'open']);
    expect((await refusalOf(accept(await invitationToken(test, signer.invitationId)))).code).toBe('invitation_revoked');
    await changeUserRole(owner.ctx, { userId: admin.userId, role: 'viewer' });
    expect([await state(viewer), await state(others)]).toEqual(['revoked', 'open']);
    const entries = await test.prisma.auditEntry.findMany({
      where: { action: 'user.change_role', entityId: admin.userId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ changes }) => changes)).toEqual(
      Array(2).fill(expect.objectContaining({ invitations_revoked: { after: 1 } })),
    );
  });

  it('sent again has a new link and seven new days; the old link is dead', async () => {
    const owner = await activeTenant(test);
    const { invitationId, token } = await invited(owner);
    test.clock.set(addDays(test.clock.now(), 8));
    await resendInvitation(owner.ctx, { invitationId });
    expect((await refusalOf(accept(token))).code).toBe('invitation_unknown');
    await accept(await invitationToken(test, invitationId));
    expect((await refusalOf(resendInvitation(owner.ctx, { invitationId }))).code).toBe('invitation_used');
  });

  it('taken back works no longer, cannot be sent again, and leaves room for a new one', async () => {
    const owner = await activeTenant(test);
    const { invitationId, email, token } = await invited(owner);
    await revokeInvitation(owner.ctx, { invitationId });
    expect((await refusalOf(accept(token))).code).toBe('invitation_revoked');
    for (const attempt of [resendInvitation, revokeInvitation])
      expect((await refusalOf(attempt(owner.ctx, { invitationId }))).code).toBe('invitation_revoked');
    await accept((await invited(owner, email)).token);
  });

  it('of another account does not exist', async () => {
    const { invitationId } = await invited(await activeTenant(test));
    const stranger = await activeTenant(test);
    for (const attempt of [resendInvitation, revokeInvitation])
      expect((await refusalOf(attempt(stranger.ctx, { invitationId }))).kind).toBe('not_found');
  });

  it('goes to one address once at a time, and to nobody who is in the account; an expired one gives way', async () => {
    const owner = await activeTenant(test);
    const { email } = await invited(owner);
    expect((await refusalOf(inviteUser(owner.ctx, { email, role: 'viewer' }))).code).toBe('invited_already');
    const inside = await refusalOf(inviteUser(owner.ctx, { email: owner.email.toUpperCase(), role: 'viewer' }));
    expect(inside.code).toBe('in_account_already');
    test.clock.set(addDays(test.clock.now(), 8));
    await accept((await invited(owner, email)).token);
  });

  it('needs a name, a good password and the same one twice', async () => {
    const { token } = await invited(await activeTenant(test));
    expect((await refusalOf(accept(token, { fullName: ' ' }))).details[0]?.path).toBe('fullName');
    expect((await refusalOf(accept(token, { password: 'short' }))).details[0]?.path).toBe('password');
    expect((await refusalOf(accept(token, { passwordConfirm: 'another one' }))).code).toBe('password_mismatch');
  });

  it.each(['owner', 'superadmin', ''])('cannot be for the role “%s”', async (role) => {
    const owner = await activeTenant(test);
    const attempt = inviteUser(owner.ctx, { email: newAddress(), role: role as 'viewer' });
    expect((await refusalOf(attempt)).kind).toBe('invalid_input');
  });

  it('gives no right that the admin who sends it does not hold', async () => {
    const admin = await inviteColleague(test, await activeTenant(test), { role: 'admin', canSignContracts: true });
    const invite = (wishes: object) => inviteUser(admin.ctx, { email: newAddress(), role: 'admin', ...wishes });
    expect((await refusalOf(invite({ canManageBilling: true }))).code).toBe('right_not_held');
    expect((await refusalOf(invite({ role: 'billing' }))).code).toBe('right_not_held');
    await invite({ canSignContracts: true });
  });
});

describe('an address that has a login elsewhere', () => {
  it('looks to the inviter like any other: same answer, same list, same mail, same rows looked at', async () => {
    const taken = (await signUpTenant(test)).email;
    const owner = await activeTenant(test);
    const free = newAddress();
    const questions: string[][] = [];
    for (const email of [taken, free]) {
      const before = await seen(owner, email);
      expect(before).toEqual([]);
      questions.push(await questionsOf(owner, (ctx) => inviteUser(ctx, { email, role: 'viewer' })));
    }
    expect(questions[0]?.length).toBeGreaterThan(5);
    expect(questions[0]).toEqual(questions[1]);
    const [first, second] = [await seen(owner, taken), await seen(owner, free)];
    expect(first).toEqual(second);
    const mails = await test.prisma.mail.findMany({ where: { kind: 'invitation', toEmail: { in: [taken, free] } } });
    expect(mails.map(({ data }) => data)[0]).toEqual(mails.map(({ data }) => data)[1]);
  });

  it('cannot accept: its reader is told to write from another one, and the inviter sees an invitation that waits', async () => {
    const other = await signUpTenant(test);
    const owner = await activeTenant(test);
    const { token } = await invited(owner, other.email);
    const before = await listOwnPeople(owner.ctx);
    const refusal = await refusalOf(accept(token));
    expect(refusal.code).toBe('email_has_user');
    expect(refusal.message).toContain('write to the person who invited you from another address');
    expect(await listOwnPeople(owner.ctx)).toEqual(before);
    expect((await test.prisma.user.findMany({ where: { email: other.email } })).map(({ id }) => id)).toEqual([
      other.userId,
    ]);
  });

  async function seen(owner: Tenant, email: string) {
    const { invitations } = await listOwnPeople(owner.ctx);
    return invitations.filter((row) => row.email === email).map(({ id: _, email: __, ...rest }) => rest);
  }

  /** What the database is asked, without the values: the same questions take the same time. */
  async function questionsOf(owner: Tenant, ask: (ctx: Context) => Promise<unknown>): Promise<string[]> {
    const asked: string[] = [];
    const prisma = test.prisma.$extends({
      query: {
        $allOperations({ model, operation, args, query }) {
          const sql: unknown = Object(args).strings ?? Object.keys(Object(args).where ?? Object(args).data ?? {});
          asked.push(JSON.stringify([model, operation, sql]));
          return query(args);
        },
      },
    });
    const installation = { ...test.installation, prisma: prisma as unknown as typeof test.prisma };
    await ask({ ...owner.ctx, installation });
    return asked;
  }
});

describe('seats', () => {
  it('a plan for one person lets nobody in; the sentence names the plan', async () => {
    const trial = await signUpTenant(test);
    const refusal = await refusalOf(inviteUser(trial.ctx, { email: newAddress(), role: 'viewer' }));
    expect([refusal.code, refusal.message]).toEqual([
      'no_seat_left',
      'The plan Free Trial has one seat, and it is taken. Choose a larger plan or remove somebody first.',
    ]);
  });

  it('are counted when somebody joins: the invitation stays open for when there is room', async () => {
    const owner = await activeTenant(test);
    const waiting = await invited(owner);
    for (const _seat of [2, 3, 4, 5]) await inviteColleague(test, owner);
    expect((await refusalOf(accept(waiting.token))).code).toBe('no_seat_left');
    expect((await listOwnPeople(owner.ctx)).seats).toMatchObject({ taken: 5, of: 5, free: 0 });
    expect((await listOwnPeople(owner.ctx)).invitations.map(({ id }) => id)).toEqual([waiting.invitationId]);
  });

  it('an account keeps at most fifty invitations open', async () => {
    const owner = await activeTenant(test);
    for (let count = 0; count < 50; count += 1) await invited(owner);
    const refusal = await refusalOf(inviteUser(owner.ctx, { email: newAddress(), role: 'viewer' }));
    expect(refusal.code).toBe('too_many_invitations');
  });
});

describe('an account that waits for money', () => {
  it('may not invite before its first payment', async () => {
    const owner = await signUpForPlan(test);
    const refusal = await refusalOf(inviteUser(owner.ctx, { email: newAddress(), role: 'viewer' }));
    expect([refusal.kind, refusal.code]).toEqual(['payment_required', 'payment_required']);
  });

  it('takes nobody in while it is suspended, and the person invited is told whom to ask', async () => {
    const owner = await activeTenant(test);
    const { token } = await invited(owner);
    await suspendAccounts(await staff(test, 'support'), { accountIds: [owner.accountId], reason: 'Unpaid bills' });
    const refusal = await refusalOf(accept(token));
    expect(refusal.code).toBe('account_suspended');
    expect(refusal.message).toContain('Please ask the person who invited you.');
    expect(refusal.message).not.toContain('Unpaid bills');
  });
});
