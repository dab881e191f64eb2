import type { MailData } from '../../../src/services/core/mail-data.js';
import type { MailKind } from '../../../src/services/core/mail-kinds.js';

const account = { name: 'Amina Yusuf', accountName: 'Yusuf Traders', planName: 'Starter' };
const invoice = { name: 'Amina Yusuf', number: 'INV-7-202612-0001', invoiceId: 41 };
const amount = '29.00 USD';
const reference = 'BT-20261208-12345';
const reason = 'The amount on the slip is 19.00 USD.\nPlease transfer the rest.';
const contract = {
  name: 'Amina Yusuf',
  contractId: 9,
  contractNumber: 'CTR-7-0002',
  title: 'Training and support 2027',
};
const moment = '2026-12-05T20:30:00.000Z';

/** One mail of every kind, as the services queue it. */
export const SAMPLE_MAILS: { [Kind in MailKind]: MailData<Kind> } = {
  'verify-email': account,
  welcome: { ...account, planName: 'Free Trial', credits: 2_000, trialExpiresAt: moment },
  'account-opened': account,
  'awaiting-approval': account,
  'account-approved': { ...account, credits: 2_000, trialExpiresAt: moment, mustPay: true },
  'account-rejected': { ...account, reason },
  'account-suspended': { ...account, reason, cause: 'unpaid' },
  'account-reactivated': account,
  'account-cancelled': { ...account, reason },
  'invoice-issued': {
    number: invoice.number,
    invoiceId: 41,
    total: amount,
    dueAt: moment,
    methodName: 'Bank transfer',
    instructions: 'Transfer the amount from your bank.\nQuote the invoice number as the reference.',
    bankName: 'Example Bank Limited',
    accountNumber: 'PK00 EXMP 0000 0000 0000 0000',
    swiftCode: 'EXMPPKKA',
    walletType: 'JazzCash',
    walletId: '0300 0000000',
    isExample: true,
  },
  'invoice-voided': { ...invoice, total: amount, reason },
  'plan-changed': { ...account, previousPlanName: 'Free Trial', number: invoice.number, atOnce: false },
  'confirmation-received': { ...invoice, amount, reference },
  'payment-approved': { ...invoice, amount, reference, credits: 5_000, planName: 'Starter', periodEnd: moment },
  'payment-rejected': { ...invoice, amount, reference, reason, canTryAgain: true },
  'password-reset': { name: account.name },
  invitation: { accountName: account.accountName, invitedBy: account.name, role: 'admin', expiresAt: moment },
  'ownership-transferred': {
    name: 'Noor Ali',
    accountName: account.accountName,
    newOwner: 'Noor Ali',
    previousOwner: account.name,
    isNewOwner: true,
  },
  'person-removed': { name: account.name, accountName: account.accountName },
  'contract-sign-request': { ...contract, sellerName: 'Meridian Sites Ltd.', versionNumber: 2 },
  'contract-sign-reminder': { ...contract, sellerName: 'Meridian Sites Ltd.', sentAt: moment },
  'contract-signed': { ...contract, accountName: account.accountName, versionNumber: 2, isStaff: false },
  'contract-declined': { ...contract, accountName: account.accountName, declinedBy: account.name, reason },
  'contract-countersign-waiting': { ...contract, accountName: account.accountName },
  'contract-terminated': { ...contract, reason },
  'billing-enabled': {
    ...contract,
    firstDate: '2027-01-31',
    firstAmount: '1,666.67 USD',
    invoices: 3,
    total: '5,000.00 USD',
    autoRenew: true,
  },
  'billing-disabled': { ...contract, cancelled: 2, reason },
  'contract-renewal-notice': { ...contract, endDate: '2027-12-31', renewsUntil: '2028-12-31' },
  'staff-contract-renewal': {
    ...contract,
    accountName: account.accountName,
    endDate: '2027-12-31',
    renewsUntil: '2028-12-31',
  },
  'staff-account-waiting': {
    accountId: 7,
    accountName: account.accountName,
    applicant: account.name,
    email: 'amina@example.com',
    planName: 'Managed Trial',
  },
  'staff-confirmation-waiting': {
    paymentId: 12,
    accountId: 7,
    accountName: account.accountName,
    number: invoice.number,
    amount,
    reference,
    payerName: 'A. Yusuf',
  },
  'staff-invitation': { name: 'Noor Ali', role: 'finance', invitedBy: 'grace@seller.example' },
  'staff-password-reset': { name: 'Noor Ali' },
};

/** The same with every text replaced by a hostile one. */
export function hostile<Data extends object>(data: Data, evil: string): Data {
  const entries = Object.entries(data).map(([name, value]) => [name, isWords(name, value) ? evil : value]);
  return Object.fromEntries(entries) as Data;
}

function isWords(name: string, value: unknown): boolean {
  return typeof value === 'string' && name !== 'cause' && !/^\d{4}-\d\d-\d\d(T|$)/.test(value);
}
