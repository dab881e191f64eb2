import type { StaffRole } from '@prisma/client';

/** Everybody in the demo has this password, staff and tenants alike. Never used outside it. */
export const DEMO_PASSWORD = 'countersign-demo';

export const SUPERADMIN = 'superadmin@staff.example';

export const STAFF: readonly { email: string; fullName: string; role: StaffRole }[] = [
  { email: SUPERADMIN, fullName: 'Maya Lindqvist', role: 'superadmin' },
  { email: 'finance@staff.example', fullName: 'Tomasz Nowak', role: 'finance' },
  { email: 'support@staff.example', fullName: 'Amara Osei', role: 'support' },
  { email: 'operations@staff.example', fullName: 'Hiroshi Abe', role: 'operations' },
  { email: 'auditor@staff.example', fullName: 'Ingrid Sørensen', role: 'auditor' },
];

/** Two tenants to sign in as; every other one works with the same password. */
export const TENANTS = {
  active: { email: 'nora@lakeside.example', about: 'active, with a few months of history' },
  unpaid: { email: 'jonas@fernweh.example', about: 'an invoice waits to be paid and confirmed' },
} as const;
