const LABELS: Record<string, string> = {
  id: 'No.',
  isActive: 'Active',
  isEnabled: 'Offered',
  isManual: 'Approved by staff',
  isExample: 'Example data',
  isDefault: 'Default',
  isDemoAccount: 'Demo account',
  createdAt: 'Created',
  updatedAt: 'Changed',
  reviewedAt: 'Decided at',
  reviewedBy: 'Decided by',
  enteredBy: 'Entered by',
  submittedBy: 'Submitted by',
  processedAt: 'Processed at',
  failedAt: 'Failed at',
  issuedAt: 'Issued',
  dueAt: 'Due',
  paidAt: 'Paid',
  voidedAt: 'Voided',
  manualReference: 'Reference',
  manualNotes: "Tenant's notes",
  adminNotes: 'Staff notes',
  rejectionReason: 'Reason for rejection',
  payerName: 'Payer',
  proofUrl: 'Link to a proof',
  taxId: 'Tax id',
  swiftCode: 'SWIFT / BIC',
  walletId: 'Wallet id',
  countryCode: 'Country',
  billingCountry: 'Billing country',
  email: 'E-mail',
  billingEmail: 'Billing e-mail',
  paymentMethodDisplay: 'Name of the method',
  displayName: 'Name tenants see',
  logoUrl: 'Logo address',
  slug: 'Short name',
  paymentMethod: 'Method',
  transactionType: 'Kind',
  maxSites: 'Sites at most',
  maxUsers: 'Users at most',
  maxIndustries: 'Industries at most',
  metadata: 'Buyer as invoiced',
  sellerSnapshot: 'Seller as invoiced',
  creditBalance: 'Credits',
  signupPlan: 'Plan at signup',
  emailVerifiedAt: 'E-mail verified',
  lastLoginAt: 'Last signed in',
  sha256: 'Fingerprint (SHA-256)',
  byteSize: 'Size',
  mediaType: 'Type',
  originalName: 'File name',
  toEmail: 'To',
  toName: "Recipient's name",
  ipAddress: 'Address',
  requestId: 'Request',
  actorLabel: 'Who',
  actorType: 'Kind of actor',
  entityType: 'What',
  entityId: 'Number',
  voidReason: 'Reason for voiding',
  sentSubject: 'Subject',
};

const ACRONYMS: Record<string, string> = { url: 'URL', id: 'id', ip: 'IP' };

/** "billingAddressLine1" reads "Billing address line 1". */
export function labelOf(name: string): string {
  return LABELS[name] ?? sentenceCase(name);
}

/** "pending_approval" reads "Pending approval". */
export function sentenceCase(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase()
    .split(' ')
    .map((word) => ACRONYMS[word] ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Tone = 'success' | 'warning' | 'danger' | 'info' | 'neutral';

const TONES: Record<string, Tone> = {
  pending_approval: 'warning',
  pending_payment: 'warning',
  pending: 'warning',
  past_due: 'danger',
  queued: 'info',
  sending: 'info',
  trial: 'info',
  trialing: 'info',
  active: 'success',
  succeeded: 'success',
  paid: 'success',
  sent: 'success',
  approved: 'success',
  suspended: 'danger',
  rejected: 'danger',
  failed: 'danger',
  dead: 'danger',
  uncollectible: 'danger',
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? 'neutral';
}
