import type { Attempt } from './guards-attempt.js';
import { account, insert, PAID, TRIAL, user, WAITING } from './guards-rows.js';

const OWNER = `(SELECT id FROM users WHERE account_id = ${PAID} AND role = 'owner')`;
const STRANGER = `(SELECT id FROM users WHERE account_id = ${WAITING})`;
const EVERY_RIGHT = { can_approve_developers: 'true', can_sign_contracts: 'true', can_manage_billing: 'true' };
const LEFT = { id: '900000', removed_at: "'2026-03-10T09:00:00Z'" };

const invitation = (values: Record<string, string> = {}) =>
  insert('invitations', {
    account_id: PAID,
    email: "'raw@x.example'",
    role: "'viewer'",
    token_hash: "repeat('0', 64)",
    invited_by_id: OWNER,
    invited_at: 'now()',
    expires_at: "now() + interval '7 days'",
    ...values,
  });
const accepted = invitation({ id: '900000', accepted_at: 'now()', accepted_by_id: OWNER });
const revoked = invitation({ id: '900000', revoked_at: 'now()' });
const changeInvitation = (set: string) => `UPDATE invitations SET ${set} WHERE id = 900000;`;

const profile = (values: Record<string, string> = {}) => insert('company_profiles', { account_id: PAID, ...values });

const token = (values: Record<string, string> = {}) =>
  insert('staff_api_tokens', {
    id: '900000',
    name: "'Raw'",
    role: "'finance'",
    token_hash: "repeat('0', 64)",
    created_by_id: "(SELECT id FROM staff_users WHERE role = 'superadmin')",
    expires_at: "now() + interval '1 day'",
    ...values,
  });
const changeToken = (set: string) => `UPDATE staff_api_tokens SET ${set} WHERE id = 900000;`;

/** Another account with its one owner. */
const ownedAccount =
  account({ id: '900000' }) + user({ id: '900000', account_id: '900000', role: "'owner'", ...EVERY_RIGHT });

export const PEOPLE_ATTEMPTS: Record<string, Attempt[]> = {
  'people of an account': [
    ['users_flags_check', user({ role: "'owner'" })],
    ['users_flags_check', user({ role: "'owner'", ...EVERY_RIGHT, can_sign_contracts: 'false' })],
    ['users_flags_check', user({ can_sign_contracts: 'true' })],
    ['users_flags_check', user({ can_manage_billing: 'true' })],
    ['users_flags_check', user({ can_approve_developers: 'true' })],
    ['users_removed_check', user({ removed_at: 'now()', is_active: 'true' })],
    ['users_removed_for_good', `${user(LEFT)} UPDATE users SET removed_at = NULL WHERE id = 900000`],
    ['users_removed_for_good', `${user(LEFT)} UPDATE users SET removed_at = now() WHERE id = 900000`],
    ['users_within_seats', user({ account_id: TRIAL })],
    ['users_within_seats', Array.from({ length: 5 }, (_, seat) => user({ email: `'raw-${seat}@x.example'` })).join('')],
    ['users_last_owner_moved', `UPDATE users SET role = 'admin' WHERE id = ${OWNER}`, 'users_last_owner'],
    [
      'users_last_owner_moved',
      `UPDATE users SET removed_at = now(), is_active = false WHERE id = ${OWNER}`,
      'users_last_owner',
    ],
    ['users_last_owner_deleted', `${ownedAccount} DELETE FROM users WHERE id = 900000`, 'users_last_owner'],
    ['users_invited_by_id_account_id_fkey', user({ invited_by_id: STRANGER })],
  ],
  invitations: [
    ['invitations_email_check', invitation({ email: "'Raw@x.example'" })],
    ['invitations_email_check', invitation({ email: "'raw'" })],
    ['invitations_role_check', invitation({ role: "'owner'", ...EVERY_RIGHT })],
    ['invitations_role_check', invitation({ can_sign_contracts: 'true' })],
    ['invitations_end_check', invitation({ accepted_at: 'now()' })],
    ['invitations_end_check', invitation({ accepted_by_id: OWNER })],
    ['invitations_end_check', invitation({ accepted_at: 'now()', accepted_by_id: OWNER, revoked_at: 'now()' })],
    ['invitations_expiry_check', invitation({ expires_at: 'now()' })],
    ['invitations_one_open', invitation() + invitation({ token_hash: "repeat('1', 64)" })],
    ['invitations_token_hash_key', invitation() + invitation({ email: "'other@x.example'" })],
    ['invitations_ended_for_good', revoked + changeInvitation('revoked_at = NULL')],
    ['invitations_ended_for_good', accepted + changeInvitation('accepted_at = NULL, accepted_by_id = NULL')],
    ['invitations_ended_for_good', accepted + changeInvitation("role = 'admin'")],
    ['invitations_invited_by_id_account_id_fkey', invitation({ invited_by_id: STRANGER })],
    ['invitations_accepted_by_id_account_id_fkey', invitation({ accepted_at: 'now()', accepted_by_id: STRANGER })],
  ],
  'company profiles': [
    ['company_profiles_discount_check', profile({ labs_discount_percent: '100.01' })],
    ['company_profiles_discount_check', profile({ labs_discount_percent: '-0.01' })],
    ['company_profiles_discount_check', profile({ labs_discount_percent: "'NaN'" })],
    ['company_profiles_account_id_key', profile() + profile()],
  ],
  'tokens of programs that work as staff': [
    ['staff_api_tokens_expiry_check', token({ expires_at: 'now()' })],
    ['staff_api_tokens_token_hash_key', token() + token({ id: '900001' })],
    ...[
      "name = 'Other'",
      "role = 'superadmin'",
      "token_hash = repeat('1', 64)",
      "expires_at = now() + interval '9 years'",
    ].map((set): Attempt => ['staff_api_tokens_frozen', token() + changeToken(set)]),
    ['staff_api_tokens_frozen', token({ revoked_at: 'now()' }) + changeToken('revoked_at = NULL')],
  ],
};

/** Right rows beside the wrong ones, so that it is the wrong value that is refused. */
export const RIGHT_PEOPLE = {
  'owner in the place of another': `${user({ id: '900000', role: "'owner'", ...EVERY_RIGHT })}
    UPDATE users SET role = 'admin' WHERE account_id = ${PAID} AND id <> 900000`,
  'person who left, with the address of another': user({
    ...LEFT,
    email: `(SELECT email FROM users WHERE id = ${OWNER})`,
  }),
  'person who left an account that is full': user({ ...LEFT, account_id: TRIAL }),
  'account with an owner': ownedAccount,
  invitation: invitation(),
  'invitation that was sent again': `${invitation({ id: '900000' })} ${changeInvitation("token_hash = repeat('1', 64), expires_at = now() + interval '8 days'")}`,
  'invitation that was accepted': accepted,
  'invitation after one that was revoked': revoked + invitation({ token_hash: "repeat('1', 64)" }),
  'company profile': profile({ labs_discount_percent: '100' }),
  'staff API token': `${token()} ${changeToken('last_used_at = now(), revoked_at = now()')}`,
};
