import type { OneTimePurpose } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { getMe } from '../../../src/services/users/get-me.js';
import { logIn } from '../../../src/services/users/log-in.js';
import { requestPasswordReset } from '../../../src/services/users/request-password-reset.js';
import { resendVerification } from '../../../src/services/users/resend-verification.js';
import { resetPassword } from '../../../src/services/users/reset-password.js';
import { userOfSession, userOfToken } from '../../../src/services/users/signed-in-user.js';
import { endTokenSession, openTokenSession, refreshTokens } from '../../../src/services/users/tokens.js';
import { verifyEmail } from '../../../src/services/users/verify-email.js';
import { anonymousContext } from '../../support/contexts.js';
import { accountIn, PASSWORD, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
const NEW = 'an entirely new password';

const stranger = () => anonymousContext(test);
const logInAs = (email: string, password = PASSWORD) => logIn(stranger(), { email, password });
const knows = (access: string) =>
  userOfToken(test.installation, access, test.clock.now()).then((user) => user?.id ?? null);

async function link(email: string, kind: string): Promise<string> {
  const mail = await test.prisma.mail.findFirstOrThrow({ where: { toEmail: email, kind }, orderBy: { id: 'desc' } });
  return test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
}

async function usesOf(userId: number, purpose: OneTimePurpose) {
  const tokens = await test.prisma.oneTimeToken.findMany({ where: { userId, purpose }, orderBy: { id: 'asc' } });
  return tokens.map(({ usedAt }) => usedAt);
}

async function signedIn() {
  const tenant = await signUpTenant(test);
  const user = await logInAs(tenant.email);
  return { ...tenant, sessionEpoch: user.sessionEpoch, ...(await openTokenSession(stranger(), user)) };
}

describe('signing in', () => {
  it('an unknown address and a wrong password are answered alike, and leave no trace', async () => {
    const { email } = await signUpTenant(test);
    const before = await allRows(test);
    const [unknown, wrong] = [
      await refusalOf(logInAs('nobody@tenant.example')),
      await refusalOf(logInAs(email, 'wrong')),
    ];
    expect([unknown.kind, unknown.code, unknown.message]).toEqual([wrong.kind, wrong.code, wrong.message]);
    expect(await allRows(test)).toEqual(before);
  });

  it('only the right password tells that the account is pending, rejected or cancelled', async () => {
    for (const status of ['pending', 'rejected', 'cancelled'] as const) {
      const { email } = await accountIn(test, status);
      expect(await refusalOf(logInAs(email, 'wrong'))).toMatchObject({ code: 'invalid_credentials' });
      expect(await refusalOf(logInAs(email))).toMatchObject({ kind: 'forbidden', code: `account_${status}` });
    }
  });

  it('the address counts however it is written', async () => {
    const { email, userId } = await signUpTenant(test);
    expect(await logInAs(` ${email.toUpperCase()} `)).toMatchObject({ id: userId });
  });
});

describe('the tokens of a program', () => {
  it('access ends after a quarter of an hour, refresh after thirty days', async () => {
    const { access, refresh, userId } = await signedIn();
    test.clock.moveMinutes(14);
    expect(await knows(access)).toBe(userId);
    test.clock.moveMinutes(1);
    expect(await knows(access)).toBeNull();
    const renewed = await refreshTokens(stranger(), refresh);
    expect(await knows(renewed.access)).toBe(userId);
    test.clock.moveDays(30);
    expect(await refusalOf(refreshTokens(stranger(), renewed.refresh))).toMatchObject({ code: 'token_invalid' });
  });

  it('a refresh token used twice was stolen: every session of the person ends', async () => {
    const first = await signedIn();
    const other = await openTokenSession(stranger(), { id: first.userId, sessionEpoch: first.sessionEpoch });
    const renewed = await refreshTokens(stranger(), first.refresh);
    expect(await refusalOf(refreshTokens(stranger(), first.refresh))).toMatchObject({ code: 'token_invalid' });
    expect([await knows(first.access), await knows(renewed.access)]).toEqual([null, null]);
    expect(await refusalOf(refreshTokens(stranger(), renewed.refresh))).toMatchObject({ code: 'token_invalid' });
    expect(await knows(other.access)).toBeNull();
  });

  it('one that was logged out keeps the moment when all others end', async () => {
    const first = await signedIn();
    const other = await openTokenSession(stranger(), { id: first.userId, sessionEpoch: first.sessionEpoch });
    const loggedOutAt = test.clock.now();
    await endTokenSession(stranger(), first.refresh);
    test.clock.moveMinutes(1);
    await refreshTokens(stranger(), other.refresh);
    await refusalOf(refreshTokens(stranger(), other.refresh));
    const ends = await test.prisma.authToken.findMany({ where: { userId: first.userId }, orderBy: { id: 'asc' } });
    expect(ends.map(({ revokedAt }) => revokedAt)).toEqual([
      ...Array(2).fill(loggedOutAt),
      ...Array(4).fill(test.clock.now()),
    ]);
  });

  it('neither serves as the other, and logging out ends both', async () => {
    const { access, refresh } = await signedIn();
    expect(await knows(refresh)).toBeNull();
    expect(await refusalOf(refreshTokens(stranger(), access))).toMatchObject({ code: 'token_invalid' });
    await endTokenSession(stranger(), refresh);
    expect(await knows(access)).toBeNull();
    expect(await refusalOf(refreshTokens(stranger(), refresh))).toMatchObject({ code: 'token_invalid' });
    await endTokenSession(stranger(), 'never was one');
  });

  it('stand in the database only as hashes', async () => {
    const { access, refresh } = await signedIn();
    const stored = JSON.stringify(await test.prisma.authToken.findMany());
    expect(stored.includes(access) || stored.includes(refresh)).toBe(false);
  });

  it('of a cancelled account are worth nothing from that moment; a suspended one keeps them', async () => {
    const support = await staff(test, 'support');
    const [cancelled, suspended] = [await signedIn(), await signedIn()];
    await cancelAccount(support, { accountId: cancelled.accountId, reason: 'On request' });
    await suspendAccounts(support, { accountIds: [suspended.accountId], reason: 'Unpaid' });
    expect([await knows(cancelled.access), await knows(suspended.access)]).toEqual([null, suspended.userId]);
    expect(await userOfSession(test.installation, cancelled.userId, cancelled.sessionEpoch)).toBeNull();
    const renewal = refreshTokens(stranger(), cancelled.refresh);
    expect(await refusalOf(renewal)).toMatchObject({ code: 'token_invalid' });
  });
});

describe('a forgotten password', () => {
  it('is set anew by the mailed link, once and within the hour; every session and token ends', async () => {
    const { email, access, refresh, userId, sessionEpoch } = await signedIn();
    await requestPasswordReset(stranger(), { email });
    const token = await link(email, 'password-reset');
    await resetPassword(stranger(), { token, password: NEW });
    expect(await knows(access)).toBeNull();
    expect(await refusalOf(refreshTokens(stranger(), refresh))).toMatchObject({ code: 'token_invalid' });
    expect(await userOfSession(test.installation, userId, sessionEpoch)).toBeNull();
    expect(await refusalOf(logInAs(email))).toMatchObject({ code: 'invalid_credentials' });
    expect(await logInAs(email, NEW)).toMatchObject({ id: userId });
    expect(await refusalOf(resetPassword(stranger(), { token, password: PASSWORD }))).toMatchObject({
      code: 'token_invalid',
    });
  });

  it('the link is dead after an hour', async () => {
    const { email } = await signUpTenant(test);
    await requestPasswordReset(stranger(), { email });
    test.clock.moveMinutes(60);
    const token = await link(email, 'password-reset');
    expect((await refusalOf(resetPassword(stranger(), { token, password: NEW }))).code).toBe('token_invalid');
  });

  it('the link is not ended by somebody who goes on asking for more; the first one used ends all others', async () => {
    const [{ email }, other] = [await signUpTenant(test), await signUpTenant(test)];
    const ask = async (address: string) => {
      await requestPasswordReset(stranger(), { email: address });
      return link(address, 'password-reset');
    };
    const [first, second, third] = [await ask(email), await ask(email), await ask(email)];
    const elsewhere = await ask(other.email);
    await resetPassword(stranger(), { token: second, password: NEW });
    for (const token of [first, second, third])
      expect((await refusalOf(resetPassword(stranger(), { token, password: PASSWORD }))).code).toBe('token_invalid');
    await resetPassword(stranger(), { token: elsewhere, password: NEW });
  });

  it('a link keeps the moment at which it was used when a later one is', async () => {
    const { email, userId } = await signUpTenant(test);
    const uses: Date[] = [];
    for (const password of [NEW, PASSWORD]) {
      test.clock.moveMinutes(1);
      uses.push(test.clock.now());
      await requestPasswordReset(stranger(), { email });
      await resetPassword(stranger(), { token: await link(email, 'password-reset'), password });
    }
    expect(await usesOf(userId, 'reset_password')).toEqual(uses);
  });

  it('of an unknown address is answered the same, and nothing is sent', async () => {
    const before = await allRows(test);
    await requestPasswordReset(stranger(), { email: 'nobody@tenant.example' });
    expect(await allRows(test)).toEqual(before);
  });

  it('a link of one kind does not open another door', async () => {
    const { email } = await signUpTenant(test);
    const token = await link(email, 'verify-email');
    expect(await refusalOf(resetPassword(stranger(), { token, password: NEW }))).toMatchObject({
      code: 'token_invalid',
    });
    await requestPasswordReset(stranger(), { email });
    expect(await refusalOf(verifyEmail(stranger(), { token: await link(email, 'password-reset') }))).toMatchObject({
      code: 'token_invalid',
    });
  });
});

describe('verifying the address', () => {
  it('by the mailed link; a new link ends the earlier one; once verified nothing more is sent', async () => {
    const tenant = await signUpTenant(test);
    expect(await getMe(tenant.ctx)).toMatchObject({ emailVerified: false });
    const first = await link(tenant.email, 'verify-email');
    await resendVerification(tenant.ctx, {});
    expect(await refusalOf(verifyEmail(stranger(), { token: first }))).toMatchObject({ code: 'token_invalid' });
    await verifyEmail(stranger(), { token: await link(tenant.email, 'verify-email') });
    expect(await getMe(tenant.ctx)).toMatchObject({ emailVerified: true });
    expect(await refusalOf(resendVerification(tenant.ctx, {}))).toMatchObject({ code: 'already_verified' });
  });

  it('a link that a new one ended keeps that moment when the next new one is sent', async () => {
    const { ctx, userId } = await signUpTenant(test);
    const ends: (Date | null)[] = [];
    for (let time = 1; time <= 2; time += 1) {
      test.clock.moveMinutes(1);
      ends.push(test.clock.now());
      await resendVerification(ctx, {});
    }
    expect(await usesOf(userId, 'verify_email')).toEqual([...ends, null]);
  });
});
