import { beforeAll, describe, expect, it } from 'vitest';
import { acceptInvitation } from '../../src/services/users/accept-invitation.js';
import { changeUserRole } from '../../src/services/users/change-user-role.js';
import { inviteUser } from '../../src/services/users/invite-user.js';
import { removeUser } from '../../src/services/users/remove-user.js';
import { requestPasswordReset } from '../../src/services/users/request-password-reset.js';
import { resetPassword } from '../../src/services/users/reset-password.js';
import { revokeInvitation } from '../../src/services/users/revoke-invitation.js';
import { transferOwnership } from '../../src/services/users/transfer-ownership.js';
import { anonymousContext } from '../support/contexts.js';
import {
  activeTenant,
  invitationToken,
  inviteColleague,
  PASSWORD,
  secondOwner,
  signUpTenant,
  type Tenant,
} from '../support/factories.js';
import { type TestInstallation, useInstallation } from '../support/installation.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

let invited = 0;

async function tokenFor(
  test: TestInstallation,
  owner: Tenant,
): Promise<{ invitationId: number; token: string; email: string }> {
  invited += 1;
  const email = `racer-${invited}@company.example`;
  const { invitationId } = await inviteUser(owner.ctx, { email, role: 'viewer' });
  return { invitationId, email, token: await invitationToken(test, invitationId) };
}

const join = (test: TestInstallation, token: string) => () =>
  acceptInvitation(anonymousContext(test), { token, fullName: 'Racer', password: PASSWORD }).then(() => 'joined');

const owners = (test: TestInstallation, { accountId }: Tenant) =>
  test.prisma.user.count({ where: { accountId, role: 'owner', removedAt: null } });
const people = (test: TestInstallation, { accountId }: Tenant) =>
  test.prisma.user.count({ where: { accountId, removedAt: null } });

/** An account with one seat left, and two invitations for it. */
async function oneSeatForTwo(test: TestInstallation): Promise<{ owner: Tenant; tokens: string[] }> {
  const owner = await activeTenant(test);
  const tokens = [(await tokenFor(test, owner)).token, (await tokenFor(test, owner)).token];
  for (const _seat of [2, 3, 4]) await inviteColleague(test, owner);
  return { owner, tokens };
}

describe('naive code on a database without guards', () => {
  const naive = useInstallation({ poolSize: 8 });

  beforeAll(async () => {
    await naive.owner.prisma.$executeRaw`ALTER TABLE users DISABLE TRIGGER USER`;
  });

  it('counts first and writes then: two take the last seat', async () => {
    const { owner } = await oneSeatForTwo(naive);
    const joinNaively = (email: string) => async () => {
      if ((await people(naive, owner)) >= 5) return 'no_seat_left';
      const { accountId } = owner;
      await naive.prisma.user.create({
        data: { accountId, email, fullName: 'Racer', role: 'viewer', passwordHash: 'x' },
      });
      return 'joined';
    };
    const results = await stampede(naive, ['users'], [joinNaively('a@x.example'), joinNaively('b@x.example')]);
    expect([answers(results, String), await people(naive, owner)]).toEqual([['joined', 'joined'], 6]);
  });

  it('looks first and writes then: two owners remove each other, and nobody is left', async () => {
    const owner = await activeTenant(naive);
    const second = await secondOwner(naive, owner);
    const removeNaively = (id: number) => async () => {
      if ((await owners(naive, owner)) < 2) return 'last_owner';
      await naive.prisma.user.update({ where: { id }, data: { removedAt: new Date(), isActive: false } });
      return 'removed';
    };
    await stampede(naive, ['users'], [removeNaively(owner.userId), removeNaively(second.userId)]);
    expect(await owners(naive, owner)).toBe(0);
  });
});

describe('people of an account at once', () => {
  const test = useInstallation({ poolSize: 8 });
  expectTruthsAtEnd(test);

  it('of two who take the last seat one joins, and the other is told that it is gone', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { owner, tokens } = await oneSeatForTwo(test);
      const results = await stampede(
        test,
        ['users'],
        tokens.map((token) => join(test, token)),
      );
      expect(answers(results, String).sort()).toEqual(['joined', 'no_seat_left']);
      expect(await people(test, owner)).toBe(5);
    }
  });

  it('one invitation opened in two browsers makes one person', async () => {
    const owner = await activeTenant(test);
    const { token } = await tokenFor(test, owner);
    const results = await stampede(test, ['users'], [join(test, token), join(test, token)]);
    expect(answers(results, String).sort()).toEqual(['invitation_used', 'joined']);
    expect(await people(test, owner)).toBe(2);
  });

  it('one address invited by two accounts joins one of them', async () => {
    const [one, two] = [await activeTenant(test), await activeTenant(test)];
    const email = 'sought-after@company.example';
    const tokens: string[] = [];
    for (const { ctx } of [one, two]) {
      const { invitationId } = await inviteUser(ctx, { email, role: 'viewer' });
      tokens.push(await invitationToken(test, invitationId));
    }
    const results = await stampede(
      test,
      ['users'],
      tokens.map((token) => join(test, token)),
    );
    expect(answers(results, String).sort()).toEqual(['email_has_user', 'joined']);
  });

  it('who joins while the same address opens an account: one of the two', async () => {
    const owner = await activeTenant(test);
    const { token, email } = await tokenFor(test, owner);
    const signUp = () => signUpTenant(test, { email }).then(() => 'signed up');
    const results = await stampede(test, ['users'], [join(test, token), signUp]);
    expect([
      ['email_has_user', 'signed up'],
      ['email_taken', 'joined'],
    ]).toContainEqual(answers(results, String).sort());
    expect(await test.prisma.user.count({ where: { email } })).toBe(1);
  });

  it('an invitation is accepted or revoked, never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const owner = await activeTenant(test);
      const { token, invitationId } = await tokenFor(test, owner);
      const tasks = [join(test, token), () => revokeInvitation(owner.ctx, { invitationId }).then(() => 'revoked')];
      const results = await stampede(test, ['invitations', 'users'], round % 2 === 0 ? tasks : tasks.reverse());
      expect([
        ['invitation_revoked', 'revoked'],
        ['invitation_used', 'joined'],
      ]).toContainEqual(answers(results, String).sort());
      expect(await people(test, owner)).toBe(answers(results, String).includes('joined') ? 2 : 1);
    }
  });

  it('two owners who remove each other at once: one stays, and is an owner', async () => {
    for (let round = 0; round < 3; round += 1) {
      const owner = await activeTenant(test);
      const second = await secondOwner(test, owner);
      const results = await stampede(
        test,
        ['users'],
        [
          () => removeUser(owner.ctx, { userId: second.userId }).then(() => 'removed'),
          () => removeUser(second.ctx, { userId: owner.userId }).then(() => 'removed'),
        ],
      );
      expect(answers(results, String).sort()).toEqual(['not_allowed', 'removed']);
      expect(await owners(test, owner)).toBe(1);
    }
  });

  it('two owners who leave at once: the second one stays', async () => {
    const owner = await activeTenant(test);
    const second = await secondOwner(test, owner);
    const leave = [owner, second].map(
      ({ ctx, userId }) =>
        () =>
          removeUser(ctx, { userId }).then(() => 'left'),
    );
    const results = await stampede(test, ['users'], leave);
    expect(answers(results, String).sort()).toEqual(['last_owner', 'left']);
    expect(await owners(test, owner)).toBe(1);
  });

  it('the account is handed to somebody who is removed: one of the two happens, and an owner stays', async () => {
    for (let round = 0; round < 4; round += 1) {
      const owner = await activeTenant(test);
      const admin = await inviteColleague(test, owner, { role: 'admin' });
      const heir = await inviteColleague(test, owner);
      const tasks = [
        () => transferOwnership(owner.ctx, { userId: heir.userId }).then(() => 'handed over'),
        () => removeUser(admin.ctx, { userId: heir.userId }).then(() => 'removed'),
      ];
      const results = await stampede(test, ['users'], round % 2 === 0 ? tasks : tasks.reverse(), {
        oneAfterTheOther: true,
      });
      expect([
        ['handed over', 'owners_only'],
        ['person_not_found', 'removed'],
      ]).toContainEqual(answers(results, String).sort());
      expect(await owners(test, owner)).toBe(1);
    }
  });

  it('a role that is taken while its holder uses it: the deed comes before or not at all', async () => {
    const owner = await activeTenant(test);
    const admin = await inviteColleague(test, owner, { role: 'admin' });
    const results = await stampede(
      test,
      ['users', 'invitations'],
      [
        () => changeUserRole(owner.ctx, { userId: admin.userId, role: 'viewer' }).then(() => 'demoted'),
        () => inviteUser(admin.ctx, { email: 'late@company.example', role: 'admin' }).then(() => 'invited'),
      ],
      { oneAfterTheOther: true },
    );
    expect(answers(results, String)).toEqual(['demoted', 'not_allowed']);
  });

  it('somebody sets a new password while they are removed: neither waits for the other in a circle', async () => {
    for (let round = 0; round < 3; round += 1) {
      const owner = await activeTenant(test);
      const leaver = await inviteColleague(test, owner);
      await requestPasswordReset(anonymousContext(test), { email: leaver.email });
      const mail = await test.prisma.mail.findFirstOrThrow({
        where: { kind: 'password-reset', toEmail: leaver.email },
      });
      const token = test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
      const tasks = [
        () => resetPassword(anonymousContext(test), { token, password: PASSWORD }).then(() => 'set'),
        () => removeUser(owner.ctx, { userId: leaver.userId }).then(() => 'removed'),
      ];
      const results = await stampede(test, ['one_time_tokens'], round % 2 === 0 ? tasks : tasks.reverse());
      expect([
        ['removed', 'set'],
        ['removed', 'token_invalid'],
      ]).toContainEqual(answers(results, String).sort());
      expect((await test.prisma.user.findUniqueOrThrow({ where: { id: leaver.userId } })).isActive).toBe(false);
    }
  });
});
