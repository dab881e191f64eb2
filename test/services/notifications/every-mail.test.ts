import { expect, it } from 'vitest';
import { approveAccounts } from '../../../src/services/accounts/approve-accounts.js';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { newAccount } from '../../../src/services/accounts/new-account.js';
import { reactivateAccounts } from '../../../src/services/accounts/reactivate-accounts.js';
import { rejectAccounts } from '../../../src/services/accounts/reject-accounts.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { disableBilling } from '../../../src/services/billing-periods/disable-billing.js';
import { sendRenewalNotices } from '../../../src/services/billing-periods/renew-contracts.js';
import { declineVersion } from '../../../src/services/contracts/decline-version.js';
import { remindSigner } from '../../../src/services/contracts/remind-signers.js';
import { terminateContract } from '../../../src/services/contracts/terminate-contract.js';
import { MAIL_DATA } from '../../../src/services/core/mail-data.js';
import { MAIL_KINDS, type MailKind } from '../../../src/services/core/mail-kinds.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { MailDelivery } from '../../../src/services/notifications/deliver-mails.js';
import { openMailSender } from '../../../src/services/notifications/mail-sender.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { createStaffUser } from '../../../src/services/staff/create-staff-user.js';
import { requestStaffPasswordReset } from '../../../src/services/staff/request-staff-password-reset.js';
import { choosePlan } from '../../../src/services/subscriptions/choose-plan.js';
import { removeUser } from '../../../src/services/users/remove-user.js';
import { requestPasswordReset } from '../../../src/services/users/request-password-reset.js';
import { transferOwnership } from '../../../src/services/users/transfer-ownership.js';
import { anonymousContext, systemContext } from '../../support/contexts.js';
import { billedContract, sentContract } from '../../support/contract-factories.js';
import {
  activeTenant,
  inviteColleague,
  signUpAndConfirm,
  signUpForPlan,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { startMailServer } from '../../support/smtp.js';

const test = useInstallation({
  mailConfigured: true,
  staffInbox: 'desk@seller.example',
  startsAt: '2026-03-20T10:00:00Z',
});
const reason = 'The transfer did not arrive.';

/** Everything that happens to tenants and staff and is told by mail. */
async function aBusyDay(): Promise<void> {
  const [support, finance, superadmin] = [
    await staff(test, 'support'),
    await staff(test, 'finance'),
    await staff(test, 'superadmin'),
  ];
  const trial = await signUpTenant(test);
  await choosePlan(trial.ctx, { planSlug: 'starter', billing: { country: 'PK' } });
  await newAccount(support, { email: 'by-telephone@tenant.example', fullName: 'Tele Phone' });
  const waiting = [
    await signUpTenant(test, { planSlug: 'managed-trial' }),
    await signUpTenant(test, { planSlug: 'managed-trial' }),
  ];
  await approveAccounts(support, { accountIds: [waiting[0]?.accountId ?? 0] });
  await rejectAccounts(support, { accountIds: [waiting[1]?.accountId ?? 0], reason });
  const active = await activeTenant(test);
  await suspendAccounts(support, { accountIds: [active.accountId], reason });
  await reactivateAccounts(support, { accountIds: [active.accountId] });
  await cancelAccount(support, { accountId: active.accountId, reason });
  const confirmed = await signUpAndConfirm(test);
  await rejectPayments(finance, { paymentIds: [confirmed.paymentId], reason });
  const unpaid = await signUpForPlan(test);
  await voidInvoice(finance, { invoiceId: unpaid.invoice.id, reason });
  await requestPasswordReset(anonymousContext(test), { email: trial.email });
  const owner = await activeTenant(test);
  const [heir, leaver] = [await inviteColleague(test, owner), await inviteColleague(test, owner)];
  await removeUser(owner.ctx, { userId: leaver.userId });
  await transferOwnership(owner.ctx, { userId: heir.userId });
  await createStaffUser(superadmin, {
    email: 'new-colleague@seller.example',
    fullName: 'New Colleague',
    role: 'finance',
  });
  await requestStaffPasswordReset(anonymousContext(test), { email: 'new-colleague@seller.example' });
}

/** Contracts are sent, reminded of, signed, declined, ended, billed, renewed and billed no more. */
async function aBusyDayOfContracts(): Promise<void> {
  const [support, finance] = [await staff(test, 'support'), await staff(test, 'finance')];
  const tenant = await activeTenant(test);
  const sent = await sentContract(test, tenant);
  await remindSigner(support, { versionId: sent.versionId });
  await declineVersion(tenant.ctx, { versionId: sent.versionId, reason });
  await terminateContract(support, { contractId: sent.contractId, reason });
  const term = { startDate: '2026-03-01', endDate: '2026-04-10' };
  const { contractId } = await billedContract(test, tenant, term, { autoRenew: true });
  await sendRenewalNotices(systemContext(test));
  await disableBilling(finance, { contractIds: [contractId], reason });
}

it('every kind of mail is queued by some operation with exactly the facts of its kind, and reaches its reader', async () => {
  await aBusyDay();
  await aBusyDayOfContracts();
  const mails = await test.prisma.mail.findMany({ orderBy: { id: 'asc' } });
  const queued = new Set(mails.map(({ kind }) => kind));
  expect(MAIL_KINDS.filter((kind) => !queued.has(kind))).toEqual([]);
  for (const mail of mails) {
    const facts = MAIL_DATA[mail.kind as MailKind].strict().safeParse(mail.data);
    expect([mail.kind, facts.error?.issues]).toEqual([mail.kind, undefined]);
    expect(JSON.stringify(mail.data)).not.toContain('token=');
  }

  const server = await startMailServer();
  const delivery = new MailDelivery({
    installation: test.installation,
    clock: test.clock,
    sender: openMailSender(server.url),
    from: '',
  });
  await delivery.deliverDue();
  const undelivered = await test.prisma.mail.findMany({
    where: { NOT: { status: 'sent' } },
    select: { kind: true, lastError: true },
  });
  expect(undelivered).toEqual([]);
  expect(server.received).toHaveLength(mails.length);
  for (const { html, text } of server.received) expect(`${html}${text}`).not.toContain('[link hidden]');
  await delivery.stop();
  await server.goDown();
});
