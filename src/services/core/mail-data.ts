import { z } from 'zod';
import type { MailKind } from './mail-kinds.js';

/**
 * The facts each kind of mail shows, frozen when it is queued. `NewMail` is typed by this table, so an enqueue that does
 * not fit does not compile. Amounts are texts ready to read ("29.00 USD"), moments are ISO 8601; the mail shows them in
 * the account's time zone. Links with tokens never stand here: they travel as `secretPath`.
 */
const text = z.string();
const id = z.int();
const credits = z.int();
const moment = z.iso.datetime();

const person = { name: text };
const account = { ...person, accountName: text };
const day = z.iso.date();
const contract = { ...person, contractId: id, contractNumber: text, title: text };
const invoice = { ...person, number: text, invoiceId: id };

export const MAIL_DATA = {
  /** secretPath: /verify-email?token=… */
  'verify-email': z.object({ ...account, planName: text }),
  welcome: z.object({ ...account, planName: text, credits, trialExpiresAt: moment.nullable() }),
  /** Staff opened the account for somebody. secretPath: where the password is set. */
  'account-opened': z.object({ ...account, planName: text }),
  'awaiting-approval': z.object({ ...account, planName: text }),
  /** `mustPay`: a paid plan; its invoice comes in a mail of its own. */
  'account-approved': z.object({
    ...account,
    planName: text,
    credits,
    trialExpiresAt: moment.nullable(),
    mustPay: z.boolean(),
  }),
  'account-rejected': z.object({ ...account, reason: text }),
  'account-suspended': z.object({ ...account, reason: text, cause: z.enum(['staff', 'unpaid']) }),
  'account-reactivated': z.object({ ...account }),
  'account-cancelled': z.object({ ...account, reason: text }),
  'invoice-issued': z.object({
    number: text,
    invoiceId: id,
    total: text,
    dueAt: moment.nullable(),
    methodName: text.nullable(),
    instructions: text,
    bankName: text,
    accountNumber: text,
    swiftCode: text,
    walletType: text,
    walletId: text,
    isExample: z.boolean(),
  }),
  'invoice-voided': z.object({ ...invoice, total: text, reason: text }),
  /** `atOnce`: the subscription has the new plan already; otherwise it keeps its plan until the invoice is paid. */
  'plan-changed': z.object({ ...account, planName: text, previousPlanName: text, number: text, atOnce: z.boolean() }),
  'confirmation-received': z.object({ ...invoice, amount: text, reference: text }),
  'payment-approved': z.object({
    ...invoice,
    amount: text,
    reference: text,
    credits,
    planName: text.nullable(),
    periodEnd: moment.nullable(),
  }),
  /** `canTryAgain`: the invoice stays payable. */
  'payment-rejected': z.object({ ...invoice, amount: text, reference: text, reason: text, canTryAgain: z.boolean() }),
  /** secretPath: /reset-password?token=… */
  'password-reset': z.object({ ...person }),
  /** secretPath: /invitation?token=… */
  invitation: z.object({ accountName: text, invitedBy: text, role: text, expiresAt: moment }),
  /** To both, the one who hands over and the one who takes over. */
  'ownership-transferred': z.object({ ...account, newOwner: text, previousOwner: text, isNewOwner: z.boolean() }),
  'person-removed': z.object({ ...account }),
  /** To the account's signer whose turn it is. */
  'contract-sign-request': z.object({ ...contract, sellerName: text, versionNumber: id }),
  'contract-sign-reminder': z.object({ ...contract, sellerName: text, sentAt: moment }),
  /** To everybody who signed, and to the account. */
  'contract-signed': z.object({ ...contract, accountName: text, versionNumber: id, isStaff: z.boolean() }),
  /** To staff. */
  'contract-declined': z.object({ ...contract, accountName: text, declinedBy: text, reason: text }),
  'contract-countersign-waiting': z.object({ ...contract, accountName: text }),
  'contract-terminated': z.object({ ...contract, reason: text }),
  'billing-enabled': z.object({
    ...contract,
    firstDate: day.nullable(),
    firstAmount: text,
    invoices: z.int(),
    total: text,
    autoRenew: z.boolean(),
  }),
  'billing-disabled': z.object({ ...contract, cancelled: z.int(), reason: text }),
  'contract-renewal-notice': z.object({ ...contract, endDate: day, renewsUntil: day }),
  'staff-contract-renewal': z.object({ ...contract, accountName: text, endDate: day, renewsUntil: day }),
  'staff-account-waiting': z.object({ accountId: id, accountName: text, applicant: text, email: text, planName: text }),
  'staff-confirmation-waiting': z.object({
    paymentId: id,
    accountId: id,
    accountName: text,
    number: text,
    amount: text,
    reference: text,
    payerName: text,
  }),
  /** secretPath: /admin/… where the password is set. */
  'staff-invitation': z.object({ ...person, role: text, invitedBy: text }),
  /** secretPath: /admin/… where the password is set. */
  'staff-password-reset': z.object({ ...person }),
} as const satisfies Record<MailKind, z.ZodType>;

export type MailData<Kind extends MailKind = MailKind> = z.output<(typeof MAIL_DATA)[Kind]>;
