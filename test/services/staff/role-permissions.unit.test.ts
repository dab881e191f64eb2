import { StaffRole } from '@prisma/client';
import { expect, it } from 'vitest';
import { STAFF_PERMISSIONS, type StaffPermission } from '../../../src/services/core/permissions.js';
import { rolesWith, STAFF_ROLE_PERMISSIONS } from '../../../src/services/staff/role-permissions.js';

/** Who besides the superadmin: the decision, written a second time. */
const HOLDERS: Record<StaffPermission, StaffRole[]> = {
  'payments.review': ['finance'],
  'payments.record': ['finance'],
  'invoices.void': ['finance'],
  'invoices.issue': ['finance'],
  'accounts.create': ['support'],
  'accounts.review': ['support'],
  'accounts.suspend': ['finance', 'support'],
  'accounts.cancel': ['support'],
  'accounts.change_plan': ['finance', 'support'],
  'accounts.edit': ['support'],
  'credits.adjust': ['finance'],
  'plans.edit': ['operations'],
  'payment_methods.edit': ['operations'],
  'seller.edit': ['operations'],
  'mail.retry': ['finance', 'operations', 'support'],
  'mail.reveal': [],
  'documents.retry': ['finance', 'operations', 'support'],
  'contracts.write': ['finance', 'support'],
  'contracts.countersign': ['finance'],
  'contracts.bill': ['finance'],
  'contract_templates.edit': ['operations'],
  'accounts.discount': ['finance'],
  'outside_billing.record': ['finance'],
  'api_tokens.manage': [],
  'staff.manage': [],
};

it.each(STAFF_PERMISSIONS)('%s is held by whom it is meant for', (permission) => {
  expect([...rolesWith(permission)].sort()).toEqual([...HOLDERS[permission], 'superadmin'].sort());
});

it('every role is one of the five, and names each permission once and none that does not exist', () => {
  expect(Object.keys(STAFF_ROLE_PERMISSIONS).sort()).toEqual(Object.values(StaffRole).sort());
  for (const held of Object.values(STAFF_ROLE_PERMISSIONS)) {
    expect(new Set(held).size).toBe(held.length);
    expect(STAFF_PERMISSIONS).toEqual(expect.arrayContaining([...held]));
  }
});
