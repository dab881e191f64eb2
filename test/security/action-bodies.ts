import type { AccountStatus, StaffRole } from '@prisma/client';
import { linkOutside } from '../../src/services/outside-billing/link-outside.js';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { createStaffUser } from '../../src/services/staff/create-staff-user.js';
import { disableStaffUser } from '../../src/services/staff/disable-staff-user.js';
import { hire } from '../admin/office.js';
import { passwordReset, queueMail } from '../services/notifications/queue-mail.js';
import { accountIn, confirmTransfer, issueOneOff, staff } from '../support/factories.js';
import { type ActionBody, type ActionName, next, REASON, type Stage } from './action-body.js';
import { CONTRACT_ACTION_BODIES, OUTSIDE_ID } from './contract-action-bodies.js';

/** Every action of the policy, with what it needs in order to be done. */
export const ACTION_BODIES = {
  'Payment.approvePayment': { on: confirmation },
  'Payment.rejectPayment': { on: confirmation, body: REASON },
  'Payment.approvePayments': { on: confirmation },
  'Payment.rejectPayments': { on: confirmation, body: REASON },

  'Account.approveAccount': { on: account('pending'), body: { unverified_confirmed: true } },
  'Account.rejectAccount': { on: account('pending'), body: REASON },
  'Account.reopenAccount': { on: account('rejected') },
  'Account.suspendAccount': { on: account('trial'), body: REASON },
  'Account.reactivateAccount': { on: account('suspended') },
  'Account.cancelAccount': { on: account('trial'), body: REASON },
  'Account.changePlan': { on: account('trial'), body: { plan_slug: 'starter' } },
  'Account.adjustCredits': { on: account('trial'), body: { amount: '5', ...REASON } },
  'Account.approveAccounts': { on: account('pending'), body: { unverified_confirmed: true } },
  'Account.rejectAccounts': { on: account('pending'), body: REASON },
  'Account.suspendAccounts': { on: account('trial'), body: REASON },
  'Account.reactivateAccounts': { on: account('suspended') },
  'Account.newAccount': {
    body: () => ({ full_name: 'Ravi Nair', email: `phone-${next()}@tenant.example`, plan_slug: 'starter' }),
  },
  'Account.issueInvoice': {
    body: ({ tenant }) => ({
      account_id: String(tenant.accountId),
      lines: [{ description: 'Training day', quantity: '1', unit_amount: '15.00' }],
    }),
  },
  'Account.applyLabsDiscount': {
    on: account('trial'),
    body: { is_labs_customer: 'true', labs_account_email: 'labs@tenant.example', labs_discount_percent: '12.5' },
  },
  'Account.linkOutside': { on: account('trial'), body: OUTSIDE_ID },

  'Invoice.recordPayment': {
    on: bill,
    body: () => ({ manual_reference: `STATEMENT ${next()}`, payer_name: 'Amina Khan', amount: '15.00' }),
  },
  'Invoice.voidInvoice': { on: bill, body: REASON },
  'Invoice.linkOutside': { on: bill, body: OUTSIDE_ID },
  'Invoice.recordOutsidePayment': {
    on: bill,
    body: () => ({
      provider: 'other',
      outside_invoice_id: `ERP-${next()}`,
      external_reference: `ERP-PAY-${next()}`,
      payer_name: 'Amina Khan',
      amount: '15.00',
    }),
  },
  'ExternalRef.correctOutsideLink': { on: outsideLink, body: () => ({ external_id: `RIGHT-${next()}` }) },
  'ExternalRef.unlinkOutside': { on: outsideLink, body: REASON },

  ...CONTRACT_ACTION_BODIES,

  'StaffUser.newStaffUser': {
    body: () => ({ full_name: 'Farah Siddiqui', email: `farah-${next()}@staff.example`, role: 'support' }),
  },
  'StaffUser.resendInvitation': { on: invitedColleague },
  'StaffUser.changeRole': { on: colleague('support'), body: { role: 'finance' } },
  'StaffUser.disableStaffUser': { on: colleague('support') },
  'StaffUser.enableStaffUser': { on: disabledColleague },
  'StaffApiToken.newApiToken': { body: { name: 'ERP', role: 'auditor', expires_in_days: '30' } },
  'StaffApiToken.revokeApiToken': { on: apiToken },

  'Document.retryDocument': { on: failedDocument },
  'Mail.retryMail': { on: deadMail },
  'Mail.revealMail': { on: queuedMail },
} as const satisfies Record<ActionName, ActionBody>;

function account(status: AccountStatus) {
  return async ({ server }: Stage) => (await accountIn(server, status)).accountId;
}

function bill({ server, tenant }: Stage): Promise<number> {
  return issueOneOff(server, tenant.accountId);
}

async function confirmation(stage: Stage): Promise<number> {
  return confirmTransfer(stage.server, stage.tenant, await bill(stage));
}

async function outsideLink(stage: Stage): Promise<number> {
  const { externalRefId } = await linkOutside(await staff(stage.server, 'finance'), {
    objectType: 'invoice',
    objectId: await bill(stage),
    provider: 'other',
    externalId: `TYPO-${next()}`,
  });
  return externalRefId;
}

function colleague(role: StaffRole) {
  return async ({ server }: Stage) => (await hire(server, role)).id;
}

async function disabledColleague(stage: Stage): Promise<number> {
  const staffUserId = await colleague('support')(stage);
  await disableStaffUser(await staff(stage.server, 'superadmin'), { staffUserId });
  return staffUserId;
}

async function invitedColleague({ server }: Stage): Promise<number> {
  const { staffUserId } = await createStaffUser(await staff(server, 'superadmin'), {
    fullName: 'Noor Ali',
    email: `noor-${next()}@staff.example`,
    role: 'support',
  });
  return staffUserId;
}

async function apiToken({ server }: Stage): Promise<number> {
  const terms = { name: 'ERP', role: 'auditor', expiresInDays: 30 } as const;
  return (await createApiToken(await staff(server, 'superadmin'), terms)).tokenId;
}

async function failedDocument(stage: Stage): Promise<number> {
  const { id } = await stage.server.prisma.document.update({
    where: { invoiceId: await bill(stage) },
    data: { status: 'failed', attempts: 5, lastError: 'the disk was full' },
  });
  return id;
}

async function queuedMail({ server }: Stage): Promise<number> {
  const toEmail = `reader-${next()}@tenant.example`;
  await queueMail(server, passwordReset(toEmail));
  return (await server.prisma.mail.findFirstOrThrow({ where: { toEmail } })).id;
}

async function deadMail(stage: Stage): Promise<number> {
  const id = await queuedMail(stage);
  await stage.server.prisma.mail.update({ where: { id }, data: { status: 'dead', lastError: 'no such mailbox' } });
  return id;
}
