import type { StaffRole } from '@prisma/client';
import { fieldRefusal } from '../../services/core/errors.js';
import { changeStaffRole } from '../../services/staff/change-staff-role.js';
import { createStaffUser, staffRole } from '../../services/staff/create-staff-user.js';
import { disableStaffUser } from '../../services/staff/disable-staff-user.js';
import { enableStaffUser } from '../../services/staff/enable-staff-user.js';
import { resendStaffInvitation } from '../../services/staff/resend-staff-invitation.js';
import { type DialogField, plainOperation, recordOperation } from '../operation-action.js';
import { type Body, textOf } from '../wire-body.js';
import { whereTheLinkIs } from './where-the-link-is.js';

const ROLES: Record<StaffRole, string> = {
  superadmin: 'Superadmin: everything',
  finance: 'Finance: payments, invoices, credits',
  support: 'Support: accounts',
  operations: 'Operations: plans, payment methods, seller',
  auditor: 'Auditor: reads everything, changes nothing',
};

export const ROLE: DialogField = {
  name: 'role',
  label: 'Role',
  type: 'select',
  required: true,
  options: staffRole.options.map((value) => ({ value, label: ROLES[value] })),
};

export const staffOperations = [
  plainOperation({
    name: 'newStaffUser',
    label: 'New colleague',
    tone: 'primary',
    preview: async () => ({
      title: 'New colleague',
      says: ['Your colleague gets a mail with a link, good for one use, to choose a password.'],
      fields: [
        { name: 'full_name', label: 'Name', type: 'text', required: true, maxLength: 255 },
        { name: 'email', label: 'E-mail', type: 'email', required: true, maxLength: 254 },
        ROLE,
      ],
      confirm: 'Add and send the link',
    }),
    async act({ ctx }, body) {
      await createStaffUser(ctx, {
        fullName: textOf(body, 'full_name'),
        email: textOf(body, 'email'),
        role: roleOf(body),
      });
      return { message: `Your colleague is added. ${whereTheLinkIs(ctx)}` };
    },
  }),
  recordOperation({
    name: 'changeRole',
    label: 'Change role',
    preview: async ({ params }) => ({
      title: `Change the role of ${params.fullName}`,
      says: ['The new role holds from the next click on.'],
      fields: [{ ...ROLE, value: String(params.role) }],
      confirm: 'Change role',
    }),
    async act({ ctx, id }, body) {
      await changeStaffRole(ctx, { staffUserId: id, role: roleOf(body) });
      return { message: 'The role is changed.' };
    },
  }),
  recordOperation({
    name: 'resendInvitation',
    label: 'Send the link again',
    preview: async ({ params }) => ({
      title: 'Send the link again',
      says: [`${params.fullName} gets a new link to choose a password; the earlier one stops working.`],
      fields: [],
      confirm: 'Send the link',
    }),
    async act({ ctx, id }) {
      await resendStaffInvitation(ctx, { staffUserId: id });
      return { message: whereTheLinkIs(ctx) };
    },
  }),
  recordOperation({
    name: 'disableStaffUser',
    label: 'Disable',
    tone: 'danger',
    offeredFor: ({ isActive }) => isActive === true,
    preview: async ({ params }) => ({
      title: `Disable ${params.fullName}`,
      says: ['This login and all its sessions end at once. What the person did stays on record.'],
      fields: [],
      confirm: 'Disable',
    }),
    async act({ ctx, id }) {
      await disableStaffUser(ctx, { staffUserId: id });
      return { message: 'The login is disabled.' };
    },
  }),
  recordOperation({
    name: 'enableStaffUser',
    label: 'Enable',
    tone: 'primary',
    offeredFor: ({ isActive }) => isActive === false,
    preview: async ({ params }) => ({
      title: `Enable ${params.fullName}`,
      says: ['The person can sign in again with the password they had.'],
      fields: [],
      confirm: 'Enable',
    }),
    async act({ ctx, id }) {
      await enableStaffUser(ctx, { staffUserId: id });
      return { message: 'The login is enabled.' };
    },
  }),
];

export function roleOf(body: Body): StaffRole {
  const role = staffRole.safeParse(textOf(body, 'role'));
  if (!role.success) throw fieldRefusal('role', 'invalid_input', 'Please choose a role.');
  return role.data;
}
