import type { StaffRole } from '@prisma/client';
import type { Actor, Context } from '../../src/services/core/context.js';
import { STAFF_ROLE_PERMISSIONS } from '../../src/services/staff/role-permissions.js';
import { permissionsOf } from '../../src/services/users/role-permissions.js';
import type { TestInstallation } from './installation.js';

let requests = 0;
let colleagues = 0;

export function contextFor(test: TestInstallation, actor: Actor): Context {
  requests += 1;
  return {
    installation: test.installation,
    actor,
    clock: test.clock,
    requestId: `test-${requests}`,
    ipAddress: '127.0.0.1',
  };
}

export function anonymousContext(test: TestInstallation): Context {
  return contextFor(test, { type: 'anonymous' });
}

export function systemContext(test: TestInstallation, label = 'test'): Context {
  return contextFor(test, { type: 'system', label });
}

/** The user as the database knows them, with the permissions of their role. */
export async function userContext(test: TestInstallation, userId: number): Promise<Context> {
  const user = await test.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const permissions = permissionsOf(user);
  return contextFor(test, { type: 'user', id: user.id, accountId: user.accountId, email: user.email, permissions });
}

/** A colleague of that role: the one with this e-mail address, or a new one. */
export async function staffContext(test: TestInstallation, role: StaffRole, email?: string): Promise<Context> {
  colleagues += 1;
  const address = email ?? `${role}-${colleagues}@staff.example`;
  const staff = await test.prisma.staffUser.upsert({
    where: { email: address },
    update: { role },
    create: { email: address, fullName: `${role} ${colleagues}`, role },
  });
  const permissions = new Set(STAFF_ROLE_PERMISSIONS[role]);
  return contextFor(test, { type: 'staff', id: staff.id, email: staff.email, permissions });
}
