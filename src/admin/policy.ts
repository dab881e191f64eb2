import type { StaffRole } from '@prisma/client';
import type { StaffPermission } from '../services/core/permissions.js';
import { STAFF_ROLE_PERMISSIONS } from '../services/staff/role-permissions.js';

/**
 * Who may do what in the back-office, on one page. Whatever is not written here is denied.
 * Reading goes by role. Writing goes by the permission that the operation itself asks for; which role holds it stands
 * in services/staff/role-permissions.ts.
 */
interface ResourcePolicy {
  read: readonly StaffRole[];
  create?: StaffPermission;
  edit?: StaffPermission;
  /** The only fields that the generated forms write. */
  fields?: readonly string[];
  actions?: Readonly<Record<string, StaffPermission>>;
}

const EVERYONE = ['superadmin', 'finance', 'support', 'operations', 'auditor'] as const;
const OVERSIGHT = ['superadmin', 'auditor'] as const;

const ADDRESS = [
  'billingEmail',
  'billingAddressLine1',
  'billingAddressLine2',
  'billingCity',
  'billingState',
  'billingPostalCode',
  'billingCountry',
  'taxId',
];

export const POLICY = {
  Payment: {
    read: EVERYONE,
    actions: {
      approvePayment: 'payments.review',
      rejectPayment: 'payments.review',
      approvePayments: 'payments.review',
      rejectPayments: 'payments.review',
    },
  },
  Account: {
    read: EVERYONE,
    edit: 'accounts.edit',
    fields: ['name', 'email', ...ADDRESS, 'timeZone', 'adminNotes'],
    actions: {
      approveAccount: 'accounts.review',
      rejectAccount: 'accounts.review',
      reopenAccount: 'accounts.review',
      suspendAccount: 'accounts.suspend',
      reactivateAccount: 'accounts.suspend',
      cancelAccount: 'accounts.cancel',
      changePlan: 'accounts.change_plan',
      adjustCredits: 'credits.adjust',
      approveAccounts: 'accounts.review',
      rejectAccounts: 'accounts.review',
      suspendAccounts: 'accounts.suspend',
      reactivateAccounts: 'accounts.suspend',
      newAccount: 'accounts.create',
      issueInvoice: 'invoices.issue',
      applyLabsDiscount: 'accounts.discount',
      linkOutside: 'outside_billing.record',
    },
  },
  User: { read: EVERYONE, edit: 'accounts.edit', fields: ['fullName', 'firstName', 'lastName'] },
  Invitation: { read: EVERYONE },
  CompanyProfile: {
    read: EVERYONE,
    edit: 'accounts.edit',
    fields: ['industry', 'companySize', 'website', 'logoUrl'],
  },
  Subscription: { read: EVERYONE },
  AccountPaymentMethod: { read: EVERYONE },
  Invoice: {
    read: EVERYONE,
    actions: {
      recordPayment: 'payments.record',
      voidInvoice: 'invoices.void',
      linkOutside: 'outside_billing.record',
      recordOutsidePayment: 'outside_billing.record',
    },
  },
  InvoiceLine: { read: EVERYONE },
  Contract: {
    read: EVERYONE,
    actions: {
      newContract: 'contracts.write',
      editDraft: 'contracts.write',
      reviseContract: 'contracts.write',
      addLineItem: 'contracts.write',
      sendContract: 'contracts.write',
      remindSigner: 'contracts.write',
      terminateContract: 'contracts.write',
      countersign: 'contracts.countersign',
      declineAsSeller: 'contracts.countersign',
      enableBilling: 'contracts.bill',
      disableBilling: 'contracts.bill',
      setAutoRenew: 'contracts.bill',
      bulkEnableBilling: 'contracts.bill',
      bulkDisableBilling: 'contracts.bill',
      linkOutside: 'outside_billing.record',
    },
  },
  ContractVersion: { read: EVERYONE },
  ContractLineItem: {
    read: EVERYONE,
    actions: {
      pauseLineItem: 'contracts.bill',
      resumeLineItem: 'contracts.bill',
      completeLineItem: 'contracts.bill',
    },
  },
  ContractSignature: { read: EVERYONE },
  ContractTemplate: {
    read: EVERYONE,
    create: 'contract_templates.edit',
    edit: 'contract_templates.edit',
    fields: ['name', 'contractType', 'body', 'isActive', 'sortOrder'],
  },
  BillingPeriod: {
    read: EVERYONE,
    actions: {
      releasePeriod: 'contracts.bill',
      releasePeriods: 'contracts.bill',
      linkOutside: 'outside_billing.record',
    },
  },
  ExternalRef: {
    read: EVERYONE,
    actions: { correctOutsideLink: 'outside_billing.record', unlinkOutside: 'outside_billing.record' },
  },
  PaymentProof: { read: EVERYONE },
  CreditTransaction: { read: EVERYONE },
  Plan: {
    read: EVERYONE,
    create: 'plans.edit',
    edit: 'plans.edit',
    fields: [
      'name',
      'slug',
      'description',
      'price',
      'currency',
      'billingCycle',
      'includedCredits',
      'maxSites',
      'maxUsers',
      'maxIndustries',
      'signupPolicy',
      'trialDays',
      'isActive',
      'sortOrder',
    ],
  },
  PaymentMethodConfig: {
    read: EVERYONE,
    create: 'payment_methods.edit',
    edit: 'payment_methods.edit',
    fields: [
      'countryCode',
      'paymentMethod',
      'paymentMethodDisplay',
      'displayName',
      'isEnabled',
      'isManual',
      'instructions',
      'bankName',
      'accountNumber',
      'swiftCode',
      'walletType',
      'walletId',
      'sortOrder',
    ],
  },
  Seller: {
    read: EVERYONE,
    edit: 'seller.edit',
    fields: [
      'legalName',
      'email',
      'addressLine1',
      'addressLine2',
      'city',
      'state',
      'postalCode',
      'country',
      'taxId',
      'logoUrl',
      'timeZone',
      'defaultCurrency',
      'paymentTermsDays',
    ],
  },
  StaffUser: {
    read: OVERSIGHT,
    actions: {
      newStaffUser: 'staff.manage',
      resendInvitation: 'staff.manage',
      changeRole: 'staff.manage',
      disableStaffUser: 'staff.manage',
      enableStaffUser: 'staff.manage',
    },
  },
  StaffApiToken: {
    read: OVERSIGHT,
    actions: { newApiToken: 'api_tokens.manage', revokeApiToken: 'api_tokens.manage' },
  },
  Document: { read: EVERYONE, actions: { retryDocument: 'documents.retry' } },
  Mail: { read: EVERYONE, actions: { retryMail: 'mail.retry', revealMail: 'mail.reveal' } },
  AuditEntry: { read: EVERYONE },
  BulkRun: { read: EVERYONE },
} as const satisfies Record<string, ResourcePolicy>;

export type ResourceName = keyof typeof POLICY;

const READING = ['list', 'search', 'show', 'matchingIds'];

export function policyOf(resource: string): ResourcePolicy | null {
  return Object.hasOwn(POLICY, resource) ? POLICY[resource as ResourceName] : null;
}

export function writableFields(resource: string): readonly string[] {
  return policyOf(resource)?.fields ?? [];
}

/** The one question of the back-office's gate. Synchronous on purpose: a promise would count as a yes. */
export function may(role: StaffRole, resource: string, action: string): boolean {
  const policy = policyOf(resource);
  if (policy === null) return false;
  if (READING.includes(action)) return policy.read.includes(role);
  const permission = permissionFor(policy, action);
  return permission !== null && policy.read.includes(role) && holds(role, permission);
}

function permissionFor(policy: ResourcePolicy, action: string): StaffPermission | null {
  if (action === 'new') return policy.create ?? null;
  if (action === 'edit') return policy.edit ?? null;
  return policy.actions !== undefined && Object.hasOwn(policy.actions, action)
    ? (policy.actions[action] ?? null)
    : null;
}

export function holds(role: StaffRole, permission: StaffPermission): boolean {
  return Object.hasOwn(STAFF_ROLE_PERMISSIONS, role) && STAFF_ROLE_PERMISSIONS[role].includes(permission);
}
