import type { StaffRole, StaffUser } from '@prisma/client';
import type { Actor, Installation } from '../core/context.js';
import { STAFF_ROLE_PERMISSIONS } from './role-permissions.js';

export type StaffActor = Extract<Actor, { type: 'staff' }> & { role: StaffRole; fullName: string };

/** The staff user of a browser session, re-read at each request; null once disabled or the session epoch moved on. */
export async function staffActor(
  installation: Installation,
  staffUserId: number,
  sessionEpoch: number,
): Promise<StaffActor | null> {
  const person = await installation.prisma.staffUser.findUnique({ where: { id: staffUserId } });
  return person?.isActive && person.sessionEpoch === sessionEpoch ? actorOf(person) : null;
}

export function actorOf(person: StaffUser): StaffActor {
  const { id, email, role, fullName } = person;
  return { type: 'staff', id, email, role, fullName, permissions: new Set(STAFF_ROLE_PERMISSIONS[role]) };
}
