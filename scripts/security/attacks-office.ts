import type { Attack } from './attack.js';

/** What is tried at the staff's door: to read, write or do more than a role may; secrets, and the headers of every answer. */
export const OFFICE_ATTACKS: readonly Attack[] = [
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
    attack: 'Columns are sent along with an action that is done: every column there is, every action, by every role',
    defence: 'Actions read the fields they name, never a column',
    test: {
      file: 'test/security/action-columns.test.ts',
      name: 'each does exactly what its dialog asks for, whatever column is sent beside',
    },
    without: [
      {
        file: 'src/admin/operations/account-life-operations.ts',
        find: "      return { message: 'The account is suspended.' };",
        replace:
          "      await ctx.installation.prisma.account.update({ where: { id }, data: { taxId: textOf(body, 'taxId') } });\n      return { message: 'The account is suspended.' };",
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
    group: 'What may be read, written and done in the back-office',
    attack: 'A list, a page or a search answers a column that is not shown, or a whole record that it refers to',
    defence: 'Resources name the columns that leave the database; of what they refer to it is id and name',
    test: {
      file: 'test/admin/reading.test.ts',
      name: 'no list, page or search lets a column out that is not named for it',
    },
    without: [
      {
        file: 'src/admin/list-rows.ts',
        find: "['id', titleColumn, ...names, ...companions(model, names)]",
        replace:
          "['id', titleColumn, ...names, ...companions(model, names), ...model.fields.flatMap(({ name, kind, relationName }) => (kind === 'object' || relationName !== undefined ? [] : [name]))]",
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A hidden column is asked about by a filter, a range, or through a reference',
    defence: 'Lists filter by the columns named for it, and refuse any other',
    test: { file: 'test/security/columns.test.ts', name: 'answers no question: neither by filter' },
    without: [
      {
        file: 'src/admin/list-filters.ts',
        find: 'if (field === undefined || !filterable.includes(name))',
        replace: 'if (field === undefined)',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A hidden column is told by the order of a list',
    defence: 'Lists sort by columns that are shown and indexed, and refuse any other',
    test: { file: 'test/security/columns.test.ts', name: 'answers no question: neither by filter' },
    without: [
      {
        file: 'src/admin/list-order.ts',
        find: "  if (within === undefined) throw badSort('This list cannot be sorted by that.', 'Choose one of the columns shown.');\n  if (!isFilteredByOne(query, within))",
        replace: '  if (within !== undefined && !isFilteredByOne(query, within))',
      },
    ],
  },
  {
    group: 'What may be read, written and done in the back-office',
    attack: 'A piece of a secret is looked for in the search box',
    defence: 'Search looks where the resource says, never at everything',
    test: { file: 'test/security/columns.test.ts', name: 'is not searched: a piece of a secret finds nobody' },
    without: [
      {
        file: 'src/admin/resources/staff-user.resource.ts',
        find: "search: ['email', 'fullName'],",
        replace: "search: ['email', 'fullName', 'passwordHash'],",
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
        find: 'staff: { id: staff.id, email: staff.email, role: staff.role },',
        replace: 'staff: { ...staff },',
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
