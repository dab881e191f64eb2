import { StaffRole } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import { holds, may, POLICY, policyOf, type ResourceName, writableFields } from '../../src/admin/policy.js';

const ROLES = Object.values(StaffRole);
const RESOURCES = Object.keys(POLICY) as ResourceName[];

/** A table of one line each, so that whoever changes the policy reads here what changed. */
describe('the policy of the back-office', () => {
  it('lets these roles read', () => {
    const readers = (resource: string) => ROLES.filter((role) => may(role, resource, 'list')).join(' ');
    const everyone = readers('Payment');
    expect(everyone).toBe('superadmin finance support operations auditor');
    const others = RESOURCES.filter((resource) => readers(resource) !== everyone);
    expect(others.map((resource) => `${resource}: ${readers(resource)}`)).toEqual([
      'StaffUser: superadmin auditor',
      'StaffApiToken: superadmin auditor',
    ]);
    for (const resource of RESOURCES)
      for (const way of ['search', 'show', 'matchingIds'])
        expect(ROLES.filter((role) => may(role, resource, way)).join(' ')).toBe(readers(resource));
  });

  it('asks for these permissions', () => {
    const lines = RESOURCES.flatMap((resource) => {
      const policy = policyOf(resource);
      const asked = { new: policy?.create, edit: policy?.edit, ...policy?.actions };
      return Object.entries(asked).flatMap(([action, permission]) =>
        permission === undefined ? [] : [`${resource}.${action}: ${permission}`],
      );
    });
    expect(lines).toMatchInlineSnapshot(`
      [
        "Payment.approvePayment: payments.review",
        "Payment.rejectPayment: payments.review",
        "Payment.approvePayments: payments.review",
        "Payment.rejectPayments: payments.review",
        "Account.edit: accounts.edit",
        "Account.approveAccount: accounts.review",
        "Account.rejectAccount: accounts.review",
        "Account.reopenAccount: accounts.review",
        "Account.suspendAccount: accounts.suspend",
        "Account.reactivateAccount: accounts.suspend",
        "Account.cancelAccount: accounts.cancel",
        "Account.changePlan: accounts.change_plan",
        "Account.adjustCredits: credits.adjust",
        "Account.approveAccounts: accounts.review",
        "Account.rejectAccounts: accounts.review",
        "Account.suspendAccounts: accounts.suspend",
        "Account.reactivateAccounts: accounts.suspend",
        "Account.newAccount: accounts.create",
        "Account.issueInvoice: invoices.issue",
        "Account.applyLabsDiscount: accounts.discount",
        "Account.linkOutside: outside_billing.record",
        "User.edit: accounts.edit",
        "CompanyProfile.edit: accounts.edit",
        "Invoice.recordPayment: payments.record",
        "Invoice.voidInvoice: invoices.void",
        "Invoice.linkOutside: outside_billing.record",
        "Invoice.recordOutsidePayment: outside_billing.record",
        "Contract.newContract: contracts.write",
        "Contract.editDraft: contracts.write",
        "Contract.reviseContract: contracts.write",
        "Contract.addLineItem: contracts.write",
        "Contract.sendContract: contracts.write",
        "Contract.remindSigner: contracts.write",
        "Contract.terminateContract: contracts.write",
        "Contract.countersign: contracts.countersign",
        "Contract.declineAsSeller: contracts.countersign",
        "Contract.enableBilling: contracts.bill",
        "Contract.disableBilling: contracts.bill",
        "Contract.setAutoRenew: contracts.bill",
        "Contract.bulkEnableBilling: contracts.bill",
        "Contract.bulkDisableBilling: contracts.bill",
        "Contract.linkOutside: outside_billing.record",
        "ContractLineItem.pauseLineItem: contracts.bill",
        "ContractLineItem.resumeLineItem: contracts.bill",
        "ContractLineItem.completeLineItem: contracts.bill",
        "ContractTemplate.new: contract_templates.edit",
        "ContractTemplate.edit: contract_templates.edit",
        "BillingPeriod.releasePeriod: contracts.bill",
        "BillingPeriod.releasePeriods: contracts.bill",
        "BillingPeriod.linkOutside: outside_billing.record",
        "ExternalRef.correctOutsideLink: outside_billing.record",
        "ExternalRef.unlinkOutside: outside_billing.record",
        "Plan.new: plans.edit",
        "Plan.edit: plans.edit",
        "PaymentMethodConfig.new: payment_methods.edit",
        "PaymentMethodConfig.edit: payment_methods.edit",
        "Seller.edit: seller.edit",
        "StaffUser.newStaffUser: staff.manage",
        "StaffUser.resendInvitation: staff.manage",
        "StaffUser.changeRole: staff.manage",
        "StaffUser.disableStaffUser: staff.manage",
        "StaffUser.enableStaffUser: staff.manage",
        "StaffApiToken.newApiToken: api_tokens.manage",
        "StaffApiToken.revokeApiToken: api_tokens.manage",
        "Document.retryDocument: documents.retry",
        "Mail.retryMail: mail.retry",
        "Mail.revealMail: mail.reveal",
      ]
    `);
  });

  it('writes these fields by its forms', () => {
    const lines = RESOURCES.flatMap((resource) =>
      writableFields(resource).length === 0 ? [] : [`${resource}: ${writableFields(resource).join(' ')}`],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "Account: name email billingEmail billingAddressLine1 billingAddressLine2 billingCity billingState billingPostalCode billingCountry taxId timeZone adminNotes",
        "User: fullName firstName lastName",
        "CompanyProfile: industry companySize website logoUrl",
        "ContractTemplate: name contractType body isActive sortOrder",
        "Plan: name slug description price currency billingCycle includedCredits maxSites maxUsers maxIndustries signupPolicy trialDays isActive sortOrder",
        "PaymentMethodConfig: countryCode paymentMethod paymentMethodDisplay displayName isEnabled isManual instructions bankName accountNumber swiftCode walletType walletId sortOrder",
        "Seller: legalName email addressLine1 addressLine2 city state postalCode country taxId logoUrl timeZone defaultCurrency paymentTermsDays",
      ]
    `);
  });
});

it('an action is open to who may read the resource and holds its permission', () => {
  for (const resource of RESOURCES) {
    const policy = policyOf(resource);
    const asked = Object.entries({ new: policy?.create, edit: policy?.edit, ...policy?.actions });
    for (const role of ROLES) {
      for (const [action, permission] of asked) {
        const isOpen = permission !== undefined && may(role, resource, 'list') && holds(role, permission);
        expect([resource, action, role, may(role, resource, action)]).toEqual([resource, action, role, isOpen]);
      }
    }
  }
});

it('the superadmin may do every action, the auditor none, and who keeps the money approves it', () => {
  const everything = RESOURCES.flatMap((resource) =>
    Object.keys(policyOf(resource)?.actions ?? {}).map((action) => [resource, action] as const),
  );
  expect(everything.filter(([resource, action]) => !may('superadmin', resource, action))).toEqual([]);
  expect(everything.filter(([resource, action]) => may('auditor', resource, action))).toEqual([]);
  expect(ROLES.filter((role) => may(role, 'Payment', 'approvePayments'))).toEqual(['superadmin', 'finance']);
});

it('whatever is not written is denied: unknown resources, actions and roles, and what every object has by itself', () => {
  expect([policyOf('Nothing'), policyOf('constructor'), policyOf('__proto__')]).toEqual([null, null, null]);
  expect(writableFields('Nothing')).toEqual([]);
  expect(writableFields('Payment')).toEqual([]);
  for (const role of ROLES) {
    expect(may(role, 'Nothing', 'list')).toBe(false);
    for (const action of ['delete', 'bulkDelete', 'new', 'edit', 'constructor', 'toString', '__proto__', ''])
      expect([role, action, may(role, 'Payment', action)]).toEqual([role, action, false]);
    expect(may(role, 'AuditEntry', 'approvePayment')).toBe(false);
  }
  for (const stranger of ['', 'owner', 'constructor', '__proto__']) {
    expect(may(stranger as StaffRole, 'Payment', 'list')).toBe(false);
    expect(may(stranger as StaffRole, 'Payment', 'approvePayment')).toBe(false);
    expect(holds(stranger as StaffRole, 'payments.review')).toBe(false);
  }
});
