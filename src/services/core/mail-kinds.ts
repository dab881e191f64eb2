/** Every mail the product sends; its template is views/mails/<kind>.eta. */
export const MAIL_KINDS = [
  'verify-email',
  'welcome',
  'account-opened',
  'awaiting-approval',
  'account-approved',
  'account-rejected',
  'account-suspended',
  'account-reactivated',
  'account-cancelled',
  'invoice-issued',
  'invoice-voided',
  'plan-changed',
  'confirmation-received',
  'payment-approved',
  'payment-rejected',
  'password-reset',
  'staff-account-waiting',
  'staff-confirmation-waiting',
  'staff-invitation',
  'staff-password-reset',
] as const;

export type MailKind = (typeof MAIL_KINDS)[number];
