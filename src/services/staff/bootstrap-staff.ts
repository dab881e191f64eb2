import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { email, newPassword } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { hashPassword } from '../core/passwords.js';

const DEFAULT_EMAIL = 'admin@example.com';

export interface FirstStaffUser {
  email: string;
  /** Made here and shown once; null when the installation chose the password. */
  generatedPassword: string | null;
}

/** Makes the first superadmin of a new installation (A47); null when there are staff users already. */
export const bootstrapStaff = operation({
  name: 'staff.bootstrap',
  permission: 'system',
  input: z.object({ email: email.optional(), password: newPassword.optional() }),
  async run(ctx, input): Promise<FirstStaffUser | null> {
    // Two servers that start at once make one superadmin between them.
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('countersign.bootstrap'))`;
    if ((await ctx.db.staffUser.count()) > 0) return null;
    const password = input.password ?? randomBytes(12).toString('base64url');
    const person = await ctx.db.staffUser.create({
      data: {
        email: input.email ?? DEFAULT_EMAIL,
        fullName: 'First superadmin',
        role: 'superadmin',
        passwordHash: await hashPassword(password),
        createdAt: ctx.now,
      },
    });
    await ctx.audit({ action: 'staff.bootstrap', entityType: 'StaffUser', entityId: person.id, accountId: null });
    return { email: person.email, generatedPassword: input.password === undefined ? password : null };
  },
});
