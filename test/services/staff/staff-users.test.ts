import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { bootstrapStaff } from '../../../src/services/staff/bootstrap-staff.js';
import { changeOwnPassword } from '../../../src/services/staff/change-own-password.js';
import { changeStaffRole } from '../../../src/services/staff/change-staff-role.js';
import { createStaffUser } from '../../../src/services/staff/create-staff-user.js';
import { disableStaffUser } from '../../../src/services/staff/disable-staff-user.js';
import { enableStaffUser } from '../../../src/services/staff/enable-staff-user.js';
import { logInStaff } from '../../../src/services/staff/log-in-staff.js';
import { requestStaffPasswordReset } from '../../../src/services/staff/request-staff-password-reset.js';
import { resendStaffInvitation } from '../../../src/services/staff/resend-staff-invitation.js';
import { setStaffPassword } from '../../../src/services/staff/set-staff-password.js';
import { staffActor } from '../../../src/services/staff/staff-actor.js';
import { anonymousContext, systemContext } from '../../support/contexts.js';
import { staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
const FIRST = { email: 'first@staff.example', password: 'the first password' };
const NEW = 'a new password of mine';
let boss: Context;

beforeAll(async () => {
  await bootstrapStaff(systemContext(test), FIRST);
  boss = await staff(test, 'superadmin');
});

let hired = 0;
async function hire(role: 'finance' | 'support' | 'superadmin' = 'finance') {
  hired += 1;
  const email = `colleague-${hired}@staff.example`;
  const { staffUserId } = await createStaffUser(boss, { fullName: 'New Colleague', email, role });
  return { staffUserId, email, link: await lastLink(email) };
}

async function lastLink(toEmail: string): Promise<string> {
  const mail = await test.prisma.mail.findFirstOrThrow({ where: { toEmail }, orderBy: { id: 'desc' } });
  return test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
}

const setPassword = (token: string, password = NEW) =>
  setStaffPassword(anonymousContext(test), { token, password, passwordConfirm: password });
const logIn = (email: string, password: string) => logInStaff(anonymousContext(test), { email, password });

describe('the first superadmin', () => {
  it('is made once; a later start makes nobody', async () => {
    expect(await bootstrapStaff(systemContext(test), FIRST)).toBeNull();
    expect(await logIn(FIRST.email, FIRST.password)).toMatchObject({
      role: 'superadmin',
      lastLoginAt: test.clock.now(),
    });
  });

  it('cannot be made by anybody from outside', async () => {
    expect(await refusalOf(bootstrapStaff(anonymousContext(test), FIRST))).toMatchObject({ kind: 'forbidden' });
    expect(await refusalOf(bootstrapStaff(boss, FIRST))).toMatchObject({ kind: 'forbidden' });
  });
});

describe('a new colleague', () => {
  it('sets the password by the mailed link, once, and can sign in', async () => {
    const { email, link } = await hire();
    expect(await refusalOf(logIn(email, NEW))).toMatchObject({ code: 'invalid_credentials' });
    await setPassword(link);
    expect(await logIn(email, NEW)).toMatchObject({ email });
    expect(await refusalOf(setPassword(link))).toMatchObject({ code: 'token_invalid' });
  });

  it('finds the link dead after three days; a new invitation ends the earlier one', async () => {
    const { staffUserId, email, link } = await hire();
    test.clock.moveDays(3);
    expect(await refusalOf(setPassword(link))).toMatchObject({ code: 'token_invalid' });
    await resendStaffInvitation(boss, { staffUserId });
    const second = await lastLink(email);
    await resendStaffInvitation(boss, { staffUserId });
    expect(await refusalOf(setPassword(second))).toMatchObject({ code: 'token_invalid' });
    await setPassword(await lastLink(email));
    expect(await refusalOf(resendStaffInvitation(boss, { staffUserId }))).toMatchObject({
      code: 'password_set_already',
    });
  });

  it('is not invited twice with one address', async () => {
    const { email } = await hire();
    const again = createStaffUser(boss, { fullName: 'Again', email: email.toUpperCase(), role: 'support' });
    expect(await refusalOf(again)).toMatchObject({ code: 'email_taken', details: [{ path: 'email' }] });
  });

  it.each(['finance', 'support', 'operations', 'auditor'] as const)(
    'is for the superadmin to add, not for %s',
    async (role) => {
      const colleague = await staff(test, role);
      const staffUserId = (await hire()).staffUserId;
      for (const attempt of [
        () => createStaffUser(colleague, { fullName: 'X', email: 'x@staff.example', role: 'superadmin' }),
        () => changeStaffRole(colleague, { staffUserId, role: 'superadmin' }),
        () => disableStaffUser(colleague, { staffUserId }),
        () => enableStaffUser(colleague, { staffUserId }),
        () => resendStaffInvitation(colleague, { staffUserId }),
      ]) {
        expect(await refusalOf(attempt())).toMatchObject({ kind: 'forbidden' });
      }
    },
  );
});

describe('a disabled colleague', () => {
  it('is out from the next request on, and cannot sign in, reset or set a password', async () => {
    const { staffUserId, email, link } = await hire();
    await setPassword(link);
    const { sessionEpoch } = await logIn(email, NEW);
    expect(await staffActor(test.installation, staffUserId, sessionEpoch)).toMatchObject({ email });
    await requestStaffPasswordReset(anonymousContext(test), { email });
    const reset = await lastLink(email);

    await disableStaffUser(boss, { staffUserId });

    expect(await staffActor(test.installation, staffUserId, sessionEpoch)).toBeNull();
    expect(await refusalOf(logIn(email, NEW))).toMatchObject({ code: 'invalid_credentials' });
    expect(await refusalOf(setPassword(reset))).toMatchObject({ code: 'staff_disabled' });
    const mails = await test.prisma.mail.count({ where: { toEmail: email } });
    await requestStaffPasswordReset(anonymousContext(test), { email });
    expect(await test.prisma.mail.count({ where: { toEmail: email } })).toBe(mails);
    expect(await refusalOf(disableStaffUser(boss, { staffUserId }))).toMatchObject({ code: 'disabled_already' });

    await enableStaffUser(boss, { staffUserId });
    expect(await staffActor(test.installation, staffUserId, sessionEpoch)).toBeNull();
    expect(await logIn(email, NEW)).toMatchObject({ email });
  });
});

describe('a role', () => {
  it('counts from the next request on', async () => {
    const { staffUserId, email, link } = await hire('finance');
    await setPassword(link);
    const { sessionEpoch } = await logIn(email, NEW);
    await changeStaffRole(boss, { staffUserId, role: 'auditor' });
    const actor = await staffActor(test.installation, staffUserId, sessionEpoch);
    expect([actor?.role, actor?.permissions.size]).toEqual(['auditor', 0]);
    expect(await refusalOf(changeStaffRole(boss, { staffUserId, role: 'auditor' }))).toMatchObject({
      code: 'role_unchanged',
    });
  });

  it('of the last superadmin cannot be taken, nor can they be disabled', async () => {
    const all = await test.prisma.staffUser.findMany({ where: { role: 'superadmin', isActive: true } });
    const [last, ...others] = all;
    for (const { id } of others) await changeStaffRole(boss, { staffUserId: id, role: 'auditor' });
    const staffUserId = last?.id ?? 0;
    expect(await refusalOf(changeStaffRole(boss, { staffUserId, role: 'finance' }))).toMatchObject({
      kind: 'rule_violated',
      code: 'last_superadmin',
    });
    expect(await refusalOf(disableStaffUser(boss, { staffUserId }))).toMatchObject({ code: 'last_superadmin' });
    expect(await refusalOf(changeStaffRole(boss, { staffUserId: 2_000_000_000, role: 'finance' }))).toMatchObject({
      kind: 'not_found',
    });
  });
});

describe('a password', () => {
  it('is changed with the current one; every other session ends', async () => {
    const { staffUserId, email, link } = await hire();
    await setPassword(link);
    const { sessionEpoch } = await logIn(email, NEW);
    const actor = await staffActor(test.installation, staffUserId, sessionEpoch);
    if (actor === null) throw new Error('signed in a moment ago');
    const me = { ...boss, actor };
    const change = (currentPassword: string, password: string, passwordConfirm = password) =>
      changeOwnPassword(me, { currentPassword, password, passwordConfirm });
    expect(await refusalOf(change('wrong', 'a longer password'))).toMatchObject({
      code: 'wrong_password',
      details: [{ path: 'current_password' }],
    });
    expect(await refusalOf(change(NEW, 'a longer password', 'another'))).toMatchObject({ code: 'password_mismatch' });
    expect(await refusalOf(change(NEW, 'short'))).toMatchObject({ kind: 'invalid_input' });
    const changed = await change(NEW, 'a longer password');
    expect(await staffActor(test.installation, staffUserId, sessionEpoch)).toBeNull();
    expect(await staffActor(test.installation, staffUserId, changed.sessionEpoch)).toMatchObject({ email });
  });

  it('that is wrong, of somebody unknown or unprintable is answered alike', async () => {
    const unknown = await refusalOf(logIn('nobody@staff.example', 'x'));
    const wrong = await refusalOf(logIn(FIRST.email, 'x'));
    expect([unknown.kind, unknown.code, unknown.message]).toEqual([wrong.kind, wrong.code, wrong.message]);
    expect(await refusalOf(logIn('a\u0000@staff.example', 'x'))).toMatchObject({ kind: 'invalid_input' });
    expect(await refusalOf(logIn(FIRST.email, 'x\u0000'))).toMatchObject({ code: 'invalid_credentials' });
  });

  it('no token and no hash of one stands in the audit record or in a mail’s facts', async () => {
    const { link } = await hire();
    const entries = await test.prisma.auditEntry.findMany();
    const mails = await test.prisma.mail.findMany();
    const written = JSON.stringify([entries, mails.map(({ data }) => data)]);
    expect(written).not.toContain(link);
    expect(written).not.toMatch(/argon2|token=/);
  });
});
