import type { StaffRole } from '@prisma/client';
import { addMinutes } from '../../src/services/core/calendar.js';
import type { Installation } from '../../src/services/core/context.js';
import { bootstrapStaff } from '../../src/services/staff/bootstrap-staff.js';
import { createStaffUser } from '../../src/services/staff/create-staff-user.js';
import { setStaffPassword } from '../../src/services/staff/set-staff-password.js';
import { actorOf, type StaffActor } from '../../src/services/staff/staff-actor.js';
import { actingAt } from './acting-at.js';
import { DEMO_PASSWORD, STAFF, SUPERADMIN } from './logins.js';

interface Place {
  installation: Installation;
}

/** One colleague of each role, invited by the superadmin, with the password set by the invitation's link. */
export async function hireStaff(world: Place, at: Date): Promise<Record<StaffRole, StaffActor>> {
  const { prisma } = world.installation;
  await bootstrapStaff(actingAt(world, at, { type: 'system', label: 'demo' }), {
    email: SUPERADMIN,
    password: DEMO_PASSWORD,
  });
  const superadmin = actorOf(await prisma.staffUser.findUniqueOrThrow({ where: { email: SUPERADMIN } }));
  const hire = async (role: StaffRole): Promise<StaffActor> => {
    const colleague = STAFF.find((person) => person.role === role && person.email !== SUPERADMIN);
    if (colleague === undefined) throw new Error(`nobody has the role ${role}`);
    await createStaffUser(actingAt(world, at, superadmin), colleague);
    await followInvitation(world, addMinutes(at, 40), colleague.email);
    return actorOf(await prisma.staffUser.findUniqueOrThrow({ where: { email: colleague.email } }));
  };
  return {
    superadmin,
    finance: await hire('finance'),
    support: await hire('support'),
    operations: await hire('operations'),
    auditor: await hire('auditor'),
  };
}

async function followInvitation(world: Place, at: Date, email: string): Promise<void> {
  const { prisma, secrets, baseUrl } = world.installation;
  const mail = await prisma.mail.findFirstOrThrow({ where: { toEmail: email, kind: 'staff-invitation' } });
  const token = new URL(secrets.open(mail.secret ?? ''), baseUrl).searchParams.get('token') ?? '';
  const passwords = { password: DEMO_PASSWORD, passwordConfirm: DEMO_PASSWORD };
  await setStaffPassword(actingAt(world, at, { type: 'anonymous' }), { token, ...passwords });
}
