import type { UserRole } from '@prisma/client';
import type { Right, Rights } from '../../services/users/rights.js';
import type { Badge } from './badges.js';

/** How pages speak of roles and rights. */
const ROLES: Record<UserRole, Badge & { text: string }> = {
  owner: { tone: 'success', label: 'Owner', text: 'Holds every right, and may hand the account over.' },
  admin: { tone: 'info', label: 'Admin', text: 'Manages people and the profile.' },
  billing: { tone: 'neutral', label: 'Billing', text: 'Manages billing.' },
  viewer: { tone: 'neutral', label: 'Viewer', text: 'Sees everything and changes nothing.' },
};

export function roleBadge(role: UserRole): Badge {
  const { tone, label } = ROLES[role];
  return { tone, label };
}

export function roleText(role: UserRole): string {
  return ROLES[role].text;
}

interface RightWords {
  right: Right;
  /** The field's name on the wire. */
  name: string;
  title: string;
  text: string;
  /** In a list of what somebody may. */
  short: string;
}

export const RIGHT_WORDS: readonly RightWords[] = [
  {
    right: 'canManageBilling',
    name: 'can_manage_billing',
    title: 'Manage billing',
    text: 'Confirm payments, choose the plan.',
    short: 'billing',
  },
  {
    right: 'canSignContracts',
    name: 'can_sign_contracts',
    title: 'Sign contracts',
    text: 'Sign or decline contracts in the name of the company.',
    short: 'signing',
  },
  {
    right: 'canApproveDevelopers',
    name: 'can_approve_developers',
    title: 'Approve developers',
    text: 'Approve or reject developers who are assigned to you.',
    short: 'developers',
  },
];

/** "Billing, signing", or "None besides looking". */
export function rightsLine(rights: Rights): string {
  const held = RIGHT_WORDS.filter(({ right }) => rights[right]).map(({ short }) => short);
  const line = held.join(', ');
  return line === '' ? 'Looks only' : `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}
