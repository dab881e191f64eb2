import type { Attack } from './attack.js';

/** What a thief tries with a copy of a cookie or a token. */
export const SESSION_ATTACKS: readonly Attack[] = [
  {
    group: 'Sessions',
    attack: 'A session id planted in a colleague’s browser before they sign in',
    defence: 'Signing in takes a new session id and ends the old one',
    test: { file: 'test/security/sessions.test.ts', name: 'planted it before the colleague signed in' },
    without: [
      {
        file: 'src/admin/auth/staff-session.ts',
        find: '  await new Promise<void>((resolve, reject) => req.session.regenerate((error) => (error ? reject(error) : resolve())));\n',
        replace: '',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A stolen staff cookie after the colleague signed out',
    defence: 'Signing out ends the session on the server',
    test: { file: 'test/security/sessions.test.ts', name: 'is out when the colleague signs out' },
    without: [
      {
        file: 'src/admin/auth/staff-session.ts',
        find: '  await new Promise<void>((resolve, reject) => req.session.destroy((error) => (error ? reject(error) : resolve())));\n',
        replace: '',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A stolen staff cookie after the colleague was disabled, and after they were enabled again',
    defence: 'The staff user is read again at each request; disabling moves the epoch of all sessions on',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'is out when the colleague is disabled, and stays out when they are back',
    },
    without: [
      {
        file: 'src/services/staff/staff-actor.ts',
        find: 'person?.isActive && person.sessionEpoch === sessionEpoch ? actorOf(person) : null',
        replace: 'person === null ? null : actorOf(person)',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A stolen staff cookie after the role was taken away',
    defence: 'The role is read from the database at each request, never kept in the session',
    test: { file: 'test/security/sessions.test.ts', name: 'has no more than the new role when it changes' },
    without: [
      {
        file: 'src/services/staff/staff-actor.ts',
        find: 'export function actorOf(person: StaffUser): StaffActor {\n',
        replace:
          'const first = new Map<number, StaffUser>();\n\nexport function actorOf(now: StaffUser): StaffActor {\n  const person = first.get(now.id) ?? now;\n  first.set(now.id, person);\n',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A copy of the very session in which the colleague changes the password',
    defence: 'That session goes on under a new id; all others end',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'is out when the colleague changes the password, even with a copy of that very session',
    },
    without: [
      {
        file: 'src/admin/pages/own-login.ts',
        find: 'await beginSession(response.req, { staffUserId: staff.id, sessionEpoch });',
        replace: 'response.req.session.staff = { staffUserId: staff.id, sessionEpoch };',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A stolen staff cookie after a new password was set by the mailed link',
    defence: 'A new password moves the epoch of all sessions on',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'is out when the colleague sets a new password by the mailed link',
    },
    without: [
      { file: 'src/services/staff/set-staff-password.ts', find: ', sessionEpoch: { increment: 1 } }', replace: ' }' },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A session id planted in a tenant’s browser before they sign in',
    defence: 'Signing in takes a new session id and ends the old one',
    test: { file: 'test/security/sessions.test.ts', name: 'planted it before the sign-in' },
    without: [
      {
        file: 'src/api/pages/session.ts',
        find: '  await promisify(req.session.regenerate.bind(req.session))();\n  req.session.userId = user.id;',
        replace: '  req.session.userId = user.id;',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A stolen tenant cookie after the tenant signed out',
    defence: 'Signing out ends the session on the server',
    test: { file: 'test/security/sessions.test.ts', name: 'is out when the tenant signs out' },
    without: [
      {
        file: 'src/api/pages/session.ts',
        find: 'export async function signOut(req: Request): Promise<void> {\n  await promisify(req.session.regenerate.bind(req.session))();',
        replace: 'export async function signOut(req: Request): Promise<void> {\n  req.session.flashes = [];',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A form sent slowly with a stolen cookie, to be still under way while its owner signs out',
    defence: 'A request writes its session back only where it still is: what was ended is not made anew',
    test: {
      file: 'test/security/late-requests.test.ts',
      name: 'a form that is still being sent while its owner signs out opens nothing again',
    },
    without: [
      {
        file: 'src/http/browser-session.ts',
        find: 'if (this.loaded.has(data)) this',
        replace: 'if (this.loaded === undefined) this',
      },
    ],
  },
  {
    group: 'Sessions',
    attack:
      'To act for an account after being removed from it, or without the right: with requests that wait for its lock',
    defence: 'Under the account’s lock the person is read once more',
    test: { file: 'test/security/late-requests.test.ts', name: 'who ' },
    without: [
      {
        file: 'src/services/users/lock-own-account.ts',
        find: 'if (me.removedAt !== null || !me.isActive || !permissionsOf(me).has(permission))',
        replace: 'if (me.id !== id)',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'To come back through an invitation that one sent before the right to send it was taken away',
    defence: 'Whoever loses a right or leaves takes the invitations along that they could not send any more',
    test: {
      file: 'test/services/users/invitations.test.ts',
      name: 'ends when its sender could not send it any more, and stays open as long as they could',
    },
    without: [
      {
        file: 'src/services/users/change-user-role.ts',
        find: 'const revoked = await revokeTooGenerousInvitations(ctx, person.id, { role, ...rights });',
        replace: 'const revoked = 0;',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'To fill the table of sessions with what strangers send to the pages of an account',
    defence: 'It is kept to be given back after signing in, 16 kB of it and for an hour',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'what a stranger sends to a page of an account is kept for an hour, not for as long as a login',
    },
    without: [{ file: 'src/api/pages/visitor.ts', find: '  req.session.cookie.maxAge = DRAFT_MS;\n', replace: '' }],
  },
  {
    group: 'Sessions',
    attack: 'Stolen tenant cookie and tokens after the password was reset',
    defence: 'A new password ends every session and every token',
    test: { file: 'test/security/sessions.test.ts', name: 'is out when the tenant sets a new password' },
    without: [
      {
        file: 'src/services/users/reset-password.ts',
        find: 'data: { passwordHash, sessionEpoch: { increment: 1 } }',
        replace: 'data: { passwordHash }',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'Stolen cookie and tokens of a tenant whose role was changed, who was removed, whose account was closed',
    defence: 'Person and account are read again at each request',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'has no more than the new role, and is out when the person is removed or the account is closed',
    },
    without: [
      {
        file: 'src/services/users/signed-in-user.ts',
        find: "    user.isActive &&\n    user.removedAt === null &&\n    validateAccountAndPlan(standing, 'sign_in', installation.baseUrl) === null",
        replace: '    standing !== null && installation !== null',
      },
    ],
  },
  {
    group: 'Sessions',
    attack: 'A sibling of the host plants a cookie over https',
    defence: 'Cookies carry the prefix __Host-, Secure and no domain',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'are out of reach for scripts and other sites, and over https belong to this very host',
    },
    without: [{ file: 'src/http/browser-session.ts', find: '__Host-$', replace: '$' }],
  },
  {
    group: 'Sessions',
    attack: 'A script reads the session cookie',
    defence: 'Cookies are HttpOnly',
    test: {
      file: 'test/security/sessions.test.ts',
      name: 'are out of reach for scripts and other sites, and over https belong to this very host',
    },
    without: [{ file: 'src/http/browser-session.ts', find: 'httpOnly: true', replace: 'httpOnly: false' }],
  },
];
