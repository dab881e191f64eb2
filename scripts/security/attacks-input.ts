import type { Attack } from './attack.js';

const words = 'test/security/hostile-words.test.ts';
const odd = 'test/security/odd-requests.test.ts';
const redirects = 'test/security/redirects.test.ts';
const cursors = 'test/security/list-cursors.test.ts';
const staffDoor = 'test/security/staff-tokens.test.ts';
const logs = 'test/http/log-secrets.test.ts';
const hostile = 'Hostile input';
const injection = 'Filters, sort and cursors as injection';
const headers = 'Headers, mail and redirects';
const tokens = 'Staff API tokens';

/** What is tried with the words that are sent, and with the tokens of programs. */
export const INPUT_ATTACKS: readonly Attack[] = [
  {
    group: hostile,
    attack: 'JSON a hundred thousand brackets deep, or larger than it may be',
    defence: 'Depth and size are bounded before anybody walks it',
    test: { file: words, name: 'JSON that is' },
    without: [{ file: 'src/http/body-text.ts', find: 'if (depth > MAX_JSON_DEPTH)', replace: 'if (depth < 0)' }],
  },
  {
    group: hostile,
    attack: 'A request whose length a proxy and we could read in two ways, with another one hidden in it',
    defence: 'It is refused, and its connection ends',
    test: { file: odd, name: 'a request with' },
    without: [
      {
        file: 'src/http/server-limits.ts',
        find: 'maxHeaderSize: 16 * 1024,',
        replace: 'maxHeaderSize: 16 * 1024,\n    insecureHTTPParser: true,',
      },
    ],
  },
  {
    group: hostile,
    attack: 'A request for no path at all, to make errors of ours of it',
    defence: 'It is refused before anybody looks for its session',
    test: { file: odd, name: 'what asks for no path of ours is told so, and is no trouble of ours' },
    without: [
      {
        file: 'src/app.ts',
        find: 'securityHeaders(baseUrl), onlyPaths, compression()',
        replace: 'securityHeaders(baseUrl), compression()',
      },
    ],
  },
  {
    group: hostile,
    attack: 'NUL and half characters, however deep inside',
    defence: 'What PostgreSQL cannot keep is refused at its field',
    test: { file: words, name: 'JSON that is' },
    without: [
      {
        file: 'src/http/body-text.ts',
        find: "if (typeof value === 'string' && NOT_TEXT.test(value))",
        replace: 'if (value === undefined)',
      },
    ],
  },
  {
    group: hostile,
    attack: 'Names that every object has: __proto__, constructor, toString',
    defence: 'Such a name is no field, and nothing is merged into objects',
    test: { file: words, name: 'the name' },
    without: [{ file: 'src/http/request-body.ts', find: ' in Object.prototype)));', replace: ' in {}) || true));' }],
  },
  {
    group: hostile,
    attack: 'Bytes that are no UTF-8: overlong, cut, half a surrogate',
    defence: 'Text is decoded strictly',
    test: { file: words, name: 'refused before anybody reads it' },
    without: [{ file: 'src/http/body-text.ts', find: '{ fatal: true }', replace: '{}' }],
  },
  {
    group: hostile,
    attack: 'Numbers beyond their column, 1e400, halves, and digits of other scripts',
    defence: 'Numbers are whole and bounded before a query is made of them',
    test: { file: words, name: 'a number beyond its column, or none at all, names no row and no amount' },
    without: [
      { file: 'src/api/fields.ts', find: "      .max(MAX_ID, 'There is no such id.'),\n", replace: '' },
      {
        file: 'src/services/core/fields.ts',
        find: ".max(LARGEST_ID, 'There is no row with such a number.')",
        replace: '',
      },
    ],
  },
  {
    group: hostile,
    attack: 'One name twice, to be checked with one value and kept with the other',
    defence: 'A body is read once, and what was checked is what is kept',
    test: { file: words, name: 'of a name that is said twice the last value counts, wherever it is looked at' },
    without: [
      {
        file: 'src/services/payments/confirm-payment.ts',
        find: '    refuseOtherAmount(invoice, input.amount, input.currency);\n',
        replace: '',
      },
    ],
  },
  {
    group: injection,
    attack: 'SQL, JSON and nonsense as cursor of the API and of pages',
    defence: 'A cursor is a number of ten digits, or nothing',
    test: { file: words, name: 'the cursor' },
    without: [{ file: 'src/api/fields.ts', find: '    .regex(/^[1-9]\\d{0,9}$/, CURSOR_SENTENCE)\n', replace: '' }],
  },
  {
    group: injection,
    attack: 'Junk in every filter of every list of the back-office',
    defence: 'Each value is read as what its column holds, and travels as a parameter',
    test: {
      file: 'test/admin/reading.test.ts',
      name: 'whatever stands in the address of a list, the answer is a list or a sentence',
    },
    without: [{ file: 'src/admin/list-values.ts', find: 'return isWhole(value) ? ', replace: 'return value ? ' }],
  },
  {
    group: injection,
    attack: 'To sort or filter by a column that is not shown, and read it from the order',
    defence: 'Only columns that the list names can be asked about',
    test: {
      file: 'test/admin/reading.test.ts',
      name: 'a column that is not shown cannot be asked about, neither by filter nor by sorting',
    },
    without: [
      {
        file: 'src/admin/list-order.ts',
        find: 'sorted.sortable.get(query.sortBy);',
        replace: "sorted.sortable.get(query.sortBy) ?? '';",
      },
    ],
  },
  {
    group: injection,
    attack: 'Forged cursors of the back-office: values of other types, for every column that sorts',
    defence: 'What a cursor names is read as the type of its column, and travels as a parameter',
    test: { file: cursors, name: 'forged cursors are rows of the list or a sentence' },
    without: [
      {
        file: 'src/admin/list-order.ts',
        find: "if (typeof sql === 'string') throw badCursor();",
        replace: "if (typeof sql === 'string') return Prisma.raw(`'${value}'`);",
      },
    ],
  },
  {
    group: injection,
    attack: 'A forged cursor that compares a hidden column',
    defence: 'A cursor counts only for the order of its list',
    test: { file: cursors, name: 'a cursor compares no column but the one its list is sorted by' },
    without: [
      { file: 'src/admin/list-order.ts', find: 'if (column !== order.column || direction', replace: 'if (direction' },
      {
        file: 'src/admin/list-order.ts',
        find: '  if (cursorAt(order, { value, id }) !== cursor) throw badCursor();\n',
        replace: '',
      },
    ],
  },
  {
    group: headers,
    attack: 'A line break, a header or a second recipient in a name that stands in a mail',
    defence: 'Names are made one line, and addresses travel beside them, never inside a text',
    test: {
      file: 'test/services/notifications/deliver-mails.test.ts',
      name: 'lets no name, subject or address add a header or a recipient',
    },
    without: [
      {
        file: 'src/services/notifications/mail-sender.ts',
        find: 'to: oneLine(to),',
        replace: "to: to.name + ' <' + to.address + '>',",
      },
    ],
  },
  {
    group: headers,
    attack: 'A header in the name of a file',
    defence: 'Names are cleaned of control characters when they come, and encoded when they go',
    test: { file: 'test/http/file-name.unit.test.ts', name: 'a file called' },
    without: [{ file: 'src/http/multipart-body.ts', find: String.raw`[\p{C}\p{Zl}\p{Zp}"<>|:*?]`, replace: '[<>]' }],
  },
  {
    group: headers,
    attack: 'To be led to another site after signing in as a tenant: protocol-relative, backslashes, encodings, dots',
    defence: 'The way back is read as a browser reads it, and must be a page of the account on this site',
    test: { file: redirects, name: 'nobody is led to another site after signing in, whatever the address asks for' },
    without: [
      {
        file: 'src/api/pages/next-path.ts',
        find: 'return url.origin === HERE && isInside ? ',
        replace: "return isInside || raw.startsWith('//') ? raw + '' || ",
      },
    ],
  },
  {
    group: headers,
    attack: 'The same at the back-office',
    defence: 'Only plain paths under /admin, without a second slash',
    test: { file: redirects, name: 'nobody is led to another site after signing in, whatever the address asks for' },
    without: [
      {
        file: 'src/admin/auth/door.routes.ts',
        find: '&& /^\\/admin(\\/[\\w\\-/.?=&%~+]*)?$/.test(value) && ',
        replace: '|| ',
      },
    ],
  },
  {
    group: headers,
    attack: 'To be led on by a page for whom is signed in already, or by an old address',
    defence: 'The same check; old addresses lead to fixed pages',
    test: { file: redirects, name: 'nobody is led to another site by an address of ours with another one inside' },
    without: [
      {
        file: 'src/api/pages/login.ts',
        find: "sendVisitorsTo((req) => safeNext(req.query.next) ?? '/app')",
        replace: "sendVisitorsTo((req) => String(req.query.next ?? '/app'))",
      },
    ],
  },
  {
    group: tokens,
    attack: 'A token that has expired or was revoked, or whose maker is disabled, on every route of staff',
    defence: 'Token and maker are read from the database at each request',
    test: { file: staffDoor, name: 'stays closed to' },
    without: [
      {
        file: 'src/services/staff/api-token-actor.ts',
        find: 'found.revokedAt !== null || found.expiresAt <= now || !found.createdBy.isActive',
        replace: 'found.id < 0',
      },
    ],
  },
  {
    group: tokens,
    attack: 'A token with more rights than its maker has today',
    defence: "A token may what its role may, as far as its maker's role still does",
    test: { file: staffDoor, name: 'that changes something stays closed to the token of somebody who was demoted' },
    without: [
      {
        file: 'src/services/staff/api-token-actor.ts',
        find: '.filter((permission) => makers.has(permission))',
        replace: '',
      },
    ],
  },
  {
    group: tokens,
    attack: "An account's login, or the back-office's cookie, at the door of programs of staff",
    defence: 'Only a staff API token opens it: no page can act through it',
    test: { file: staffDoor, name: 'stays closed to' },
    without: [
      {
        file: 'src/api/handle.ts',
        find: "if (type === 'anonymous') throw caller === 'staff' ? noStaffToken() : notSignedIn();",
        replace: "if (type === 'anonymous') return who;",
      },
      {
        file: 'src/api/handle.ts',
        find: 'if (type !== caller) throw',
        replace: "if (type !== caller && type !== 'user') throw",
      },
    ],
  },
  {
    group: 'Secrets',
    attack: 'To find passwords, tokens or cookies in the log',
    defence: 'Neither headers nor bodies nor values of an address are written, and what looks like a key is hidden',
    test: { file: logs, name: 'tells each request with its id and none of what opens a door' },
    without: [
      { file: 'src/http/request-log.ts', find: 'url: withoutValues(url)', replace: 'url' },
      { file: 'src/log.ts', find: 'out.write(withoutSecrets(line))', replace: 'out.write(line)' },
    ],
  },
  {
    group: 'Secrets',
    attack: 'To find what stood in a row in the log of an error',
    defence: 'Of an error its kind, place and constraint are kept, and no value',
    test: { file: logs, name: 'keeps what a failed statement was about, and not what stood in the row' },
    without: [{ file: 'src/log.ts', find: 'serializers: { err: errorForLog }', replace: 'serializers: {}' }],
  },
  {
    group: 'Secrets',
    attack: 'To read the figures of the installation from elsewhere, or through a proxy',
    defence:
      'They answer the bearer of METRICS_TOKEN; without one only this very machine, and only a local installation',
    test: {
      file: 'test/monitor/metrics.test.ts',
      name: 'are for this machine alone where the installation is a local one',
    },
    without: [
      {
        file: 'src/monitor/access.ts',
        find: "return isLocal ? 'welcome' : 'unknown_here';",
        replace: "return 'welcome';",
      },
    ],
  },
  {
    group: 'Secrets',
    attack: 'To learn about the inside from an error while the database is away',
    defence: 'Known trouble is told in a sentence of ours, everything else by a number alone',
    test: {
      file: 'test/api/doors.test.ts',
      name: 'without its database the API answers 503 in its envelope, and no text of the database',
    },
    without: [
      {
        file: 'src/services/core/db.ts',
        find: "new Refusal('unavailable', code, SENTENCES[code])",
        replace: "new Refusal('unavailable', code, `${SENTENCES[code]} ${cause}`)",
      },
    ],
  },
];
