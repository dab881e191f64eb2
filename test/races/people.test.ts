import { beforeAll, describe, expect, it } from 'vitest';
import { approveAccounts } from '../../src/services/accounts/approve-accounts.js';
import { rejectAccounts } from '../../src/services/accounts/reject-accounts.js';
import { signUp } from '../../src/services/accounts/sign-up.js';
import type { Context } from '../../src/services/core/context.js';
import { inTransaction } from '../../src/services/core/db.js';
import { bootstrapStaff } from '../../src/services/staff/bootstrap-staff.js';
import { changeStaffRole } from '../../src/services/staff/change-staff-role.js';
import { disableStaffUser } from '../../src/services/staff/disable-staff-user.js';
import { resetPassword } from '../../src/services/users/reset-password.js';
import { verifyEmail } from '../../src/services/users/verify-email.js';
import { anonymousContext, staffContext, systemContext } from '../support/contexts.js';
import { accountIn, PASSWORD, staff } from '../support/factories.js';
import { type TestInstallation, useInstallation } from '../support/installation.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

const idOf = (ctx: Context) => (ctx.actor.type === 'staff' ? ctx.actor.id : 0);
const superadmins = (test: TestInstallation) =>
  test.prisma.staffUser.count({ where: { role: 'superadmin', isActive: true } });

describe('naive code on a database without guards', () => {
  const naive = useInstallation({ poolSize: 8 });

  beforeAll(async () => {
    await naive.owner.prisma.$executeRaw`ALTER TABLE staff_users DISABLE TRIGGER USER`;
    await naive.owner.prisma.$executeRaw`DROP INDEX users_email_key`;
    await naive.owner.prisma.$executeRaw`ALTER TABLE users DISABLE TRIGGER users_within_seats`;
  });

  it('two superadmins demote each other, and nobody is left', async () => {
    const [one, two] = [await staffContext(naive, 'superadmin'), await staffContext(naive, 'superadmin')];
    const demoteNaively = (whom: Context) =>
      inTransaction(systemContext(naive), async (tx) => {
        if ((await tx.db.staffUser.count({ where: { role: 'superadmin' } })) < 2) return 'refused';
        await tx.db.staffUser.update({ where: { id: idOf(whom) }, data: { role: 'auditor' } });
        return 'demoted';
      });
    const results = await stampede(naive, ['staff_users'], [() => demoteNaively(two), () => demoteNaively(one)]);
    expect(answers(results, String)).toEqual(['demoted', 'demoted']);
    expect(await superadmins(naive)).toBe(0);
  });

  it('one address signs up twice', async () => {
    const { accountId } = await accountIn(naive, 'trial');
    const signUpNaively = () =>
      inTransaction(systemContext(naive), async (tx) => {
        const email = 'twice@tenant.example';
        if ((await tx.db.user.count({ where: { email } })) > 0) return 'taken';
        const person = { accountId, email, fullName: 'Twice', role: 'viewer', passwordHash: 'x' } as const;
        await tx.db.user.create({ data: person });
        return 'signed up';
      });
    const results = await stampede(naive, ['users'], [signUpNaively, signUpNaively]);
    expect(answers(results, String)).toEqual(['signed up', 'signed up']);
  });
});

describe('at the same moment', () => {
  const test = useInstallation({ poolSize: 12 });
  expectTruthsAtEnd(test);

  it('two starts make one first superadmin between them', async () => {
    await test.prisma.staffUser.deleteMany();
    const start = () => bootstrapStaff(systemContext(test), { email: 'first@staff.example' });
    const results = await stampede(test, ['staff_users'], [start, start]);
    expect(answers(results, (made) => made?.email ?? 'there already').sort()).toEqual([
      'first@staff.example',
      'there already',
    ]);
  });

  it('two superadmins demote each other, or demote and disable: one of them stays', async () => {
    for (let round = 0; round < 4; round += 1) {
      await test.prisma.staffUser.updateMany({ where: { role: 'superadmin' }, data: { role: 'superadmin' } });
      const [one, two] = [await staffContext(test, 'superadmin'), await staffContext(test, 'superadmin')];
      await test.prisma.staffUser.updateMany({
        where: { role: 'superadmin', id: { notIn: [idOf(one), idOf(two)] } },
        data: { role: 'auditor' },
      });
      const demote = () => changeStaffRole(one, { staffUserId: idOf(two), role: 'finance' }).then(() => 'done');
      const answer = () =>
        (round % 2 === 0
          ? changeStaffRole(two, { staffUserId: idOf(one), role: 'finance' })
          : disableStaffUser(two, { staffUserId: idOf(one) })
        ).then(() => 'done');
      const results = await stampede(test, ['staff_users'], [demote, answer]);
      expect(answers(results, String).sort()).toEqual(['done', 'last_superadmin']);
      expect(await superadmins(test)).toBe(1);
    }
  });

  it('six signups with one address: one account, five are told that it is registered', async () => {
    const form = { email: 'once@tenant.example', password: PASSWORD, fullName: 'Once' };
    const results = await stampede(
      test,
      ['users', 'accounts'],
      Array.from({ length: 6 }, () => () => signUp(anonymousContext(test), form)),
    );
    expect(answers(results, ({ accountStatus }) => accountStatus).sort()).toEqual([
      ...Array(5).fill('email_taken'),
      'trial',
    ]);
    expect(await test.prisma.account.count({ where: { email: 'once@tenant.example' } })).toBe(1);
    expect(await test.prisma.mail.count({ where: { toEmail: 'once@tenant.example', kind: 'welcome' } })).toBe(1);
  });

  it('two signups with one user name: one gets it', async () => {
    const attempt = (n: number) => () =>
      signUp(anonymousContext(test), {
        email: `name-${n}@tenant.example`,
        password: PASSWORD,
        username: n === 1 ? 'Sought' : 'sOUGHT',
      });
    const results = await stampede(test, ['users', 'accounts'], [attempt(1), attempt(2)]);
    expect(answers(results, ({ accountStatus }) => accountStatus).sort()).toEqual(['trial', 'username_taken']);
  });

  it('one approves and one rejects an applicant: one decision, and the credits only with the approval', async () => {
    const [one, two] = [await staff(test, 'support'), await staffContext(test, 'support')];
    for (let round = 0; round < 4; round += 1) {
      const { accountId } = await accountIn(test, 'pending');
      const approve = () => approveAccounts(one, { accountIds: [accountId] });
      const reject = () => rejectAccounts(two, { accountIds: [accountId], reason: 'Not our market' });
      const results = await stampede(
        test,
        ['accounts', 'users'],
        round % 2 === 0 ? [approve, reject] : [reject, approve],
      );
      const account = await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
      expect([answers(results, ([outcome]) => outcome?.outcome ?? '').sort(), account.creditBalance]).toEqual(
        account.status === 'trial' ? [['approved', 'refused'], 2_000] : [['refused', 'rejected'], 0],
      );
    }
  });

  it('an applicant opens the mailed link while staff approve: both succeed, neither waits for the other in a circle', async () => {
    const support = await staff(test, 'support');
    const tenant = await accountIn(test, 'pending');
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { kind: 'verify-email', accountId: tenant.accountId },
    });
    const token = test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    const results = await stampede(
      test,
      ['audit_entries'],
      [
        () => verifyEmail(anonymousContext(test), { token }).then(() => 'verified'),
        () => approveAccounts(support, { accountIds: [tenant.accountId] }).then(([outcome]) => outcome?.outcome ?? ''),
      ],
      { oneAfterTheOther: true },
    );
    expect(answers(results, String)).toEqual(['verified', 'approved']);
  });

  it('a one-time link opened twice works once', async () => {
    const tenant = await accountIn(test, 'trial');
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { kind: 'verify-email', accountId: tenant.accountId },
    });
    const token = test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    const open = () => verifyEmail(anonymousContext(test), { token }).then(() => 'verified');
    expect(answers(await stampede(test, ['one_time_tokens'], [open, open]), String).sort()).toEqual([
      'token_invalid',
      'verified',
    ]);
    const reset = resetPassword(anonymousContext(test), { token, password: PASSWORD });
    await expect(reset).rejects.toMatchObject({ code: 'token_invalid' });
  });
});
