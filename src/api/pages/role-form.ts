import type { UserRole } from '@prisma/client';
import type { RIGHTS, Rights } from '../../services/users/rights.js';
import type { FormErrors, FormValues } from './form.js';
import { RIGHT_WORDS, roleBadge, roleText } from './role-words.js';

/** The part of a form that names a role and the three rights, for inviting and for changing. */
export const ROLE_ID = 'role';
const RIGHTS_ID = 'rights';

export const ROLE_ANCHORS = {
  role: ROLE_ID,
  ...Object.fromEntries(RIGHT_WORDS.map(({ name }) => [name, RIGHTS_ID])),
};

export function roleOf<Role extends UserRole>(values: FormValues, offered: readonly Role[]): Role | undefined {
  return offered.find((role) => role === values.role);
}

export function rightsIn(values: FormValues): Rights {
  const sent = (right: (typeof RIGHTS)[number]) =>
    RIGHT_WORDS.some((words) => words.right === right && values[words.name] === 'yes');
  return {
    canManageBilling: sent('canManageBilling'),
    canSignContracts: sent('canSignContracts'),
    canApproveDevelopers: sent('canApproveDevelopers'),
  };
}

export function roleValues(role: UserRole, rights: Rights): FormValues {
  const held = RIGHT_WORDS.filter(({ right }) => rights[right]).map(({ name }): [string, string] => [name, 'yes']);
  return { role, ...Object.fromEntries(held) };
}

/** Rights that the person at the form does not hold are shown, not offered, unless the other one has them already. */
export function roleFields(
  values: FormValues,
  errors: FormErrors,
  { offered, mine, before }: { offered: readonly UserRole[]; mine: Rights; before?: Rights },
): object {
  return {
    roles: {
      id: ROLE_ID,
      error: errors.get('role'),
      choices: offered.map((role, index) => ({
        name: 'role',
        value: role,
        title: roleBadge(role).label,
        text: roleText(role),
        icon: ICONS[role],
        checked: values.role === undefined ? index === offered.length - 1 : values.role === role,
      })),
    },
    rights: {
      id: RIGHTS_ID,
      error: RIGHT_WORDS.map(({ name }) => errors.get(name)).find((error) => error !== undefined),
      checks: RIGHT_WORDS.filter(({ right }) => mine[right] || before?.[right] === true).map(
        ({ name, title, text }) => ({
          name,
          title,
          text,
          checked: values[name] === 'yes',
        }),
      ),
    },
  };
}

const ICONS: Record<UserRole, string> = { owner: 'crown', admin: 'shield', billing: 'wallet', viewer: 'eye' };
