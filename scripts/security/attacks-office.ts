import type { Attack } from './attack.js';

/** What is tried at the staff's door, with sessions, with texts that are shown, and by way of a browser. */
export const OFFICE_ATTACKS: readonly Attack[] = [
  {
    group: 'Requests that somebody else sends',
    attack:
      'A page of another site sends a form or a script to any changing route of the back-office: every action of every resource, signing in and out, passwords',
    defence: 'Origin and Sec-Fetch-Site are checked before anything else is read, whatever the content type',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'no changing route acts for another site, whatever cookie comes along',
    },
    without: [{ file: 'src/admin/back-office.ts', find: '  router.use(ourPagesOnly(baseUrl));\n', replace: '' }],
  },
  {
    group: 'Requests that somebody else sends',
    attack: "A page of another site sends one of the forms of the tenants' pages",
    defence: 'The same check stands before every page',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'no changing route acts for another site, whatever cookie comes along',
    },
    without: [{ file: 'src/api/pages/router.ts', find: '  router.use(refuseForeignForms(site));\n', replace: '' }],
  },
  {
    group: 'Requests that somebody else sends',
    attack: "A page of another site calls the API with the browser's cookie",
    defence:
      'Without a bearer token the API asks for the same proof; only a request with neither cookie nor origin is a program',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'no changing route acts for another site, whatever cookie comes along',
    },
    without: [
      { file: 'src/app.ts', find: 'app.use(API_PREFIXES, ourPagesOnly(baseUrl), ', replace: 'app.use(API_PREFIXES, ' },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'Somebody on the line serves a page of this very host in the clear and posts from it',
    defence: 'An installation reached by https takes no origin that is not https',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'over https a page that came in the clear is a foreign one',
    },
    without: [
      {
        file: 'src/http/origin-check.ts',
        find: "return host === req.host && (protocol === 'https:' || !baseUrl.startsWith('https:'));",
        replace: 'return host === req.host;',
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'A link, an image or a prefetch makes a button act by GET',
    defence: 'GET previews, POST acts; every route is asked on rows it could act on and the whole database compared',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'asking changes nothing: every route, on rows it could act on',
    },
    without: [
      {
        file: 'src/admin/operation-action.ts',
        find: "      if (request.method !== 'post') return asked(context, await definition.preview(aim, queryOf(request)));\n",
        replace: '',
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'A GET says in a header or in its address that it means POST',
    defence: 'Nothing rewrites the method of a request',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'asking changes nothing: every route, on rows it could act on',
    },
    without: [
      {
        file: 'src/app.ts',
        find: "  app.disable('x-powered-by');\n",
        replace:
          "  app.use((req, _res, next) => {\n    req.method = req.get('x-http-method-override') ?? req.method;\n    next();\n  });\n",
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'A mail scanner opens every link of a mail',
    defence: 'A mailed link shows a button; only its POST uses the token up',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'a mailed link only shows its button: opened by a scanner',
    },
    without: [
      {
        file: 'src/api/pages/verify-email.ts',
        find: "showPage(site, req, res, 'verify-email', { token });",
        replace: "verifyEmail(contextOf(site, req), { token }).then(() => showPage(site, req, res, 'verified', {}));",
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'PUT, PATCH or DELETE reaches what was meant for another method',
    defence: 'Every route answers the methods it names, everything else is 404 or 405',
    test: { file: 'test/security/every-address.test.ts', name: 'no method but those a route names reaches it' },
    without: [
      {
        file: 'src/api/router.ts',
        find: 'router[route.method](expressPath(route.path), serve(deps, route));',
        replace: 'router.all(expressPath(route.path), serve(deps, route));',
      },
    ],
  },
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
  {
    group: 'Scripts in texts',
    attack: 'Markup in any text column there is, shown in lists, pages, dialogs and titles of the back-office',
    defence: 'React escapes; no component sets HTML that people wrote',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'what tenants and staff write runs nowhere in the back-office',
    },
    without: [
      {
        file: 'src/admin/components/records/value.tsx',
        find: '    <span dir="auto" className="cs-text">\n      {value}\n    </span>',
        replace: '    <span dir="auto" className="cs-text" dangerouslySetInnerHTML={{ __html: value }} />',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A script in a mail that staff look at',
    defence: 'The mail stands in a frame that runs no script',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'what tenants and staff write runs nowhere in the back-office',
    },
    without: [
      {
        file: 'src/admin/components/mail/mail-view.tsx',
        find: 'sandbox="allow-same-origin"',
        replace: 'sandbox="allow-same-origin allow-scripts"',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in any text column there is, shown on any page of a tenant or visitor',
    defence: 'Templates escape whatever they show',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor on any page of a tenant, of a visitor, or of the API',
    },
    without: [
      { file: 'src/api/pages/views.ts', find: 'cache: true,', replace: 'cache: true,\n      autoEscape: false,' },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in the text of a contract',
    defence: 'Only a fixed set of blocks becomes HTML, every text in it escaped',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor on any page of a tenant, of a visitor, or of the API',
    },
    without: [
      {
        file: 'src/services/contracts/markdown.ts',
        find: "    case 'text':\n      return escapeHtml(inline.text);",
        replace: "    case 'text':\n      return inline.text;",
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A link in a contract that acts as a script',
    defence: 'Only addresses of the web and of mail become links',
    test: { file: 'test/services/contracts/markdown.unit.test.ts', name: 'makes no link of an address that acts' },
    without: [
      {
        file: 'src/services/contracts/markdown.ts',
        find: 'SAFE_ADDRESS.test(address)',
        replace: 'address !== SAFE_ADDRESS.source',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A name that closes the script in which the back-office’s page prints its state',
    defence: '"<" never stands in that block',
    test: {
      file: 'test/admin/page.test.ts',
      name: 'a name that closes a script stays text in the state that the page prints',
    },
    without: [{ file: 'src/admin/auth/html.ts', find: "    .replace(/</g, '\\\\u003c')\n", replace: '' }],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in the facts of any kind of mail',
    defence: 'Mail templates escape whatever they show',
    test: {
      file: 'test/services/notifications/render-mail.unit.test.ts',
      name: 'shows hostile words as words: no markup, no forged line, no overlong subject',
    },
    without: [
      {
        file: 'src/services/notifications/mail-template.ts',
        find: 'escapeHtml(text).replace',
        replace: 'text.replace',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Code of the typesetter in a text of a PDF',
    defence: 'Texts reach the typesetter as data, never as source',
    test: { file: 'test/pdf/pdf-maker.test.ts', name: 'runs nothing of what people wrote' },
    without: [
      {
        file: 'views/pdf/paper.typ',
        find: '#let say(words) = text(dir: direction(words), words)',
        replace: '#let say(words) = text(dir: direction(words), eval(words, mode: "markup"))',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A slip that a browser would run, opened by whoever handed it in or reviews it',
    defence: 'A slip is sent as a download, with a policy that runs nothing',
    test: {
      file: 'test/api/pages/pages.test.ts',
      name: 'a slip is handed back as a download that no browser would run',
    },
    without: [
      {
        file: 'src/api/pages/invoices.ts',
        find: '  res.attachment(proof.originalName).type(proof.mediaType);\n',
        replace: '',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A file name that forges a header, hides its ending or carries markup',
    defence: 'Names lose all of it when they are read',
    test: { file: 'test/http/file-name.unit.test.ts', name: 'a file called' },
    without: [
      { file: 'src/http/multipart-body.ts', find: ".replace(/[\\p{C}\\p{Zl}\\p{Zp}\"<>|:*?]/gu, '')", replace: '' },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A script that slipped into a page in spite of everything',
    defence: 'A strict policy on every page: scripts by nonce only, no handler, nothing from elsewhere',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'every page keeps to the strict policy it is sent with',
    },
    without: [
      {
        file: 'src/http/security-headers.ts',
        find: 'scriptSrc: ["\'self\'",',
        replace: 'scriptSrc: ["\'self\'", "\'unsafe-inline\'",',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A column that nobody may set is sent along with a form: every column of every resource, by every role',
    defence: 'Forms write an allow-list of fields, and so does the operation behind them',
    test: {
      file: 'test/security/columns.test.ts',
      name: 'through a form: every other column of every resource, each with another value',
    },
    without: [
      { file: 'src/admin/edit-forms.ts', find: '.filter(([name]) => allowed.includes(name))', replace: '' },
      {
        file: 'src/services/settings/edit-record.ts',
        find: '([name]) => name in schema.shape && !createOnly.some((fixed) => fixed === name)',
        replace: '([name]) => name !== createOnly[0]',
      },
      {
        file: 'src/services/settings/edit-record.ts',
        find: 'parsed(schema.partial(), given)',
        replace: 'parsed(schema.partial().loose(), given)',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A column that nobody may set is sent along with a new record',
    defence: 'The same two allow-lists',
    test: {
      file: 'test/security/columns.test.ts',
      name: 'a new record keeps to what its form offers, whatever else is sent along',
    },
    without: [
      { file: 'src/admin/edit-forms.ts', find: '.filter(([name]) => allowed.includes(name))', replace: '' },
      {
        file: 'src/services/settings/edit-record.ts',
        find: 'const data = parsed(schema, values);',
        replace: 'const data = { ...parsed(schema, values), version: 98_765_432 };',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'Columns are sent along with an action: every column, every action, by every role',
    defence: 'Actions read the fields they name, never a column',
    test: {
      file: 'test/security/columns.test.ts',
      name: 'through an action: every column of its resource beside what its dialog asks for',
    },
    without: [
      {
        file: 'src/admin/wire-body.ts',
        find: "const note = textOf(body, 'note').trim();",
        replace: "const note = textOf(body, 'admin_notes').trim();",
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A role calls an action that the policy does not give it, on every route and by every method',
    defence: 'The guard before AdminJS, AdminJS and the handler ask the policy, deny by default',
    test: {
      file: 'test/admin/policy.test.ts',
      name: 'each action answers on its own kind of route, by its own methods, only if the policy says so',
    },
    without: [
      {
        file: 'src/admin/route-guard.ts',
        find: 'if (!may(currentRequest().staff.role, action.resource, action.action)) {',
        replace: 'if (action.kind === undefined) {',
      },
      {
        file: 'src/admin/define-resource.ts',
        find: 'isAccessible: ({ currentAdmin }) => allowed(currentAdmin?.role, resource, action)',
        replace: 'isAccessible: () => true',
      },
      {
        file: 'src/admin/safe-action.ts',
        find: 'if (!may(currentRequest().staff.role, resource, action)) throw notAllowed();',
        replace: '',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'An action is called on another kind of route, where AdminJS would run it without a record',
    defence: 'Only routes of declared actions exist, each of one kind',
    test: {
      file: 'test/admin/policy.test.ts',
      name: 'no action answers on another kind of route, and nothing is deleted',
    },
    without: [{ file: 'src/admin/route-guard.ts', find: ' && known.kind === wanted.kind', replace: '' }],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A stranger asks for lists, pages and slips of the back-office',
    defence: 'A gate before everything but the door',
    test: { file: 'test/admin/policy.test.ts', name: 'nobody who is not signed in gets further than the door' },
    without: [
      {
        file: 'src/admin/auth/gate.ts',
        find: 'if (found === null) return turnAway(req, res);',
        replace: 'if (found === null) return next();',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A form that was opened before a colleague saved reverts what they wrote',
    defence: 'Each record has a version that the form names',
    test: {
      file: 'test/admin/editing.test.ts',
      name: 'a form opened before a colleague saved is told what stands there now, and reverts nothing',
    },
    without: [
      {
        file: 'src/services/settings/edit-record.ts',
        find: '      if (now.version !== version) throw changedMeanwhile(changes, now);\n',
        replace: '',
      },
    ],
  },
  {
    group: 'Secrets',
    attack: 'A secret in a page, in window state, in JSON: hashes, tokens, keys, links of mails, places of files',
    defence:
      'Resources name the columns that leave; mails are shown with their link hidden; every address is read and compared with every secret',
    test: { file: 'test/security/every-address.test.ts', name: 'no answer carries a secret' },
    without: [
      {
        file: 'src/services/notifications/view-mail.ts',
        find: '{ link: null }',
        replace: '{ link: mail.secret === null ? null : ctx.installation.secrets.open(mail.secret) }',
      },
    ],
  },
  {
    group: 'Secrets',
    attack: 'The state printed in the page tells more of a colleague than the page needs',
    defence: 'It holds id, e-mail and role',
    test: { file: 'test/admin/page.test.ts', name: 'the page prints of the person only what it needs' },
    without: [
      {
        file: 'src/admin/layout.ts',
        find: 'const currentAdmin: CurrentAdmin = { id: String(staff.id), email: staff.email, role: staff.role };',
        replace: 'const currentAdmin: CurrentAdmin = { ...staff, id: String(staff.id), version: process.version };',
      },
    ],
  },
  {
    group: 'Secrets',
    attack: 'An error tells of the inside',
    defence: 'An error that is no refusal is answered by a request id and an apology',
    test: {
      file: 'test/api/doors.test.ts',
      name: 'a bug is answered with its request id and nothing else, and logged under it',
    },
    without: [
      {
        file: 'src/api/errors.ts',
        find: "failure(500, 'internal_error', apology)",
        replace: "failure(500, 'internal_error', String(error))",
      },
    ],
  },
  {
    group: 'Headers',
    attack: 'An answer without its headers: a redirect, a refusal, an asset, a 404, 405, 409, 413, 415, 422',
    defence: 'They are set before anything else is done',
    test: { file: 'test/security/headers.test.ts', name: 'every answer of every status tells the browser the same' },
    without: [{ file: 'src/app.ts', find: 'securityHeaders(baseUrl), ', replace: '' }],
  },
  {
    group: 'Headers',
    attack: 'An answer without its headers when something is wrong: 429, 500, 503',
    defence: 'They stay when an error is answered',
    test: {
      file: 'test/security/headers.test.ts',
      name: 'an answer that asks to wait, that tells of a bug or of a database that is away, too',
    },
    without: [
      {
        file: 'src/api/answers.ts',
        find: '  const failure = failureOf(error);\n',
        replace: "  const failure = failureOf(error);\n  res.removeHeader('Content-Security-Policy');\n",
      },
    ],
  },
  {
    group: 'Headers',
    attack: 'A page of ours in the frame of another site',
    defence: 'frame-ancestors, and X-Frame-Options for old browsers',
    test: { file: 'test/security/headers.test.ts', name: 'every answer of every status tells the browser the same' },
    without: [{ file: 'src/http/security-headers.ts', find: 'frameAncestors: ["\'none\'"],', replace: '' }],
  },
  {
    group: 'Headers',
    attack: 'The first request over http is listened to',
    defence: 'HSTS where the installation is reached by https',
    test: { file: 'test/security/headers.test.ts', name: 'every answer of every status tells the browser the same' },
    without: [{ file: 'src/http/security-headers.ts', find: '      hsts: https,', replace: '      hsts: false,' }],
  },
];
