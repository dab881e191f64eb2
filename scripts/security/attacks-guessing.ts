import type { Attack } from './attack.js';

const file = 'test/security/guessing.test.ts';
const limits = 'test/api/limits.test.ts';
const guessing = 'Guessing, and limits';
const existence = 'Who exists';
const slow = 'Slow clients';

/** What is tried with many attempts, with much patience, or with a clock in the hand. */
export const GUESSING_ATTACKS: readonly Attack[] = [
  {
    group: guessing,
    attack: 'To guess a password ten thousand times',
    defence:
      'Ten failures in a quarter of an hour for one e-mail from one network, counted in the database before the password is looked at',
    test: { file: limits, name: 'ten failed logins close the door for that e-mail from that address' },
    without: [
      {
        file: 'src/http/rate-limits.ts',
        find: 'if (counted.consumedPoints > rule.points)',
        replace: 'if (rule.points < 0)',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To guess with twenty-five requests at the same moment',
    defence: 'An attempt is counted before it is made',
    test: { file: limits, name: 'a burst of guesses at the same moment is counted too' },
    without: [
      { file: 'src/api/limits.ts', find: '  await limit.consume(key);\n  try {', replace: '  try {' },
      {
        file: 'src/api/limits.ts',
        find: '    if (knewThePassword(error)) await limit.reset(key);\n',
        replace: '    await limit.consume(key).catch(() => undefined);\n',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To make up another address for each guess: X-Forwarded-For where no proxy of ours stands',
    defence: 'Nothing that a caller says of its own address is believed beyond TRUST_PROXY',
    test: { file, name: 'who makes up an address for each guess is still one guesser' },
    without: [
      {
        file: 'src/app.ts',
        find: "app.set('trust proxy', deps.trustProxy);",
        replace: "app.set('trust proxy', true);",
      },
    ],
  },
  {
    group: guessing,
    attack: 'The same behind a proxy of ours: addresses put before the one that it adds',
    defence: 'Exactly as many addresses are believed as proxies stand before us',
    test: { file: limits, name: 'an address that the caller makes up is not believed beyond the trusted proxy' },
    without: [
      {
        file: 'src/app.ts',
        find: "app.set('trust proxy', deps.trustProxy);",
        replace: "app.set('trust proxy', deps.trustProxy + 1);",
      },
    ],
  },
  {
    group: guessing,
    attack: 'Ports and nonsense in X-Forwarded-For, each to be a new caller',
    defence: 'What is no address counts as the proxy that handed it on',
    test: { file, name: 'what a proxy hands on is an address, or the proxy itself is the caller' },
    without: [
      {
        file: 'src/http/caller-address.ts',
        find: "return isIP(named) === 0 ? withoutMapping(req.socket.remoteAddress ?? '') : named;",
        replace: 'return req.ip ?? named;',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To take another address of an own IPv6 network for each guess, at either door',
    defence: 'Limits count a /64 as one',
    test: { file, name: 'who has a whole network of IPv6 addresses is one guesser' },
    without: [
      {
        file: 'src/http/caller-address.ts',
        find: 'return networkOf(callerAddress(req));',
        replace: 'return callerAddress(req);',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To try one password for everybody',
    defence: 'Attempts of a stranger are counted by network too, whomever they are made for',
    test: { file, name: 'one password tried for everybody there is ends at a number of attempts, too' },
    without: [
      {
        file: 'src/api/pages/router.ts',
        find: "if (req.method === 'POST' && !isAtHome)",
        replace: "if (req.method === 'NONE')",
      },
      { file: 'src/admin/auth/door.routes.ts', find: 'await attempts.consume(callerNetwork(req));', replace: '' },
    ],
  },
  {
    group: guessing,
    attack: 'The same with an account of one’s own, to be counted as its people and not as a stranger',
    defence: 'What anybody may is counted by network, signed in or not',
    test: { file, name: 'an own account frees nobody from that count: neither its cookie nor its token' },
    without: [
      { file: 'src/api/pages/router.ts', find: '&& !isAtHome)', replace: '&& visitorOf(req) === null && !isAtHome)' },
      {
        file: 'src/api/handle.ts',
        find: "return route.caller === 'anyone' ? strangerKey(req) : callerKey(req, actor);",
        replace: 'return callerKey(req, actor);',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To guess the password behind a copied staff cookie, where a new one is chosen',
    defence: 'Guesses are counted there as at the door',
    test: { file, name: 'who copied the cookie of a colleague does not guess the password behind it' },
    without: [{ file: 'src/admin/pages/own-login.ts', find: '      await failures.consume(key);\n', replace: '' }],
  },
  {
    group: guessing,
    attack: 'To lock somebody out by guessing for them',
    defence: 'Failures count for the network they come from: from elsewhere the door stays open',
    test: { file, name: 'whom somebody locks out by guessing signs in from elsewhere all the same' },
    without: [
      {
        file: 'src/api/limits.ts',
        find: 'return `${callerNetwork(req)} ${email.trim().toLowerCase()}`;',
        replace: 'return email.trim().toLowerCase();',
      },
      {
        file: 'src/admin/auth/door.routes.ts',
        find: 'const key = `${callerNetwork(req)}|${email}`;',
        replace: 'const key = email;',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To end, by asking for more of them, the link with which somebody is about to set a password',
    defence: 'A link that is asked for ends none; the first one used ends all others',
    test: {
      file: 'test/services/users/sessions.test.ts',
      name: 'the link is not ended by somebody who goes on asking for more; the first one used ends all others',
    },
    without: [
      {
        file: 'src/services/core/one-time-tokens.ts',
        find: '  const token = newToken();\n',
        replace: '  const token = newToken();\n  await endOneTimeTokens(ctx, purpose, owner);\n',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To guess the token of a mailed link',
    defence: 'Tokens are 256 random bits; failed ones are counted like passwords',
    test: { file: limits, name: 'guessed reset links are limited' },
    without: [
      {
        file: 'src/api/password.routes.ts',
        find: "await countFailures(limits.password, 'reset', () => resetPassword(ctx, input));",
        replace: 'await resetPassword(ctx, input);',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To use a mailed link once more',
    defence: 'A link serves once; one that has ended shows no form',
    test: { file: 'test/admin/door.test.ts', name: 'a new colleague chooses a password by a link that serves once' },
    without: [
      {
        file: 'src/services/core/one-time-tokens.ts',
        find: 'tokenHash, purpose: { in: purposes }, usedAt: null, expires',
        replace: 'tokenHash, purpose: { in: purposes }, expires',
      },
    ],
  },
  {
    group: guessing,
    attack: 'A refresh token that was copied',
    defence: 'Each serves once; one that comes again ends the whole session',
    test: { file: 'test/api/auth.test.ts', name: 'a refresh token presented twice ends the whole session' },
    without: [
      {
        file: 'src/services/users/tokens.ts',
        find: 'if (token.usedAt !== null) await revokeTokens(tx, { userId: token.userId });',
        replace: '',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To slip by while the database cannot count',
    defence: 'Each process then counts by itself',
    test: { file: limits, name: 'while the database cannot count, the process counts by itself' },
    without: [
      {
        file: 'src/http/rate-limits.ts',
        find: 'return alone.consume(hashed(key)).catch((refused: RateLimiterRes) => refused);',
        replace: 'return { consumedPoints: 0, msBeforeNext: 0 };',
      },
    ],
  },
  {
    group: guessing,
    attack: 'To flood the API from everywhere with one account',
    defence: 'Who is signed in is counted by account, a program of staff by its token',
    test: { file: limits, name: 'an account confirms sixty times an hour, from wherever' },
    without: [
      {
        file: 'src/api/limits.ts',
        find: "return actor.type === 'user' ? `account ${actor.accountId}` : strangerKey(req);",
        replace: 'return strangerKey(req);',
      },
    ],
  },
  {
    group: existence,
    attack: 'To learn by its words whether an address has a login: at the login',
    defence: 'One sentence and one status for a wrong password and an unknown address',
    test: { file: 'test/api/auth.test.ts', name: 'a wrong password and an unknown address get the same answer' },
    without: [
      {
        file: 'src/services/users/log-in.ts',
        find: 'if (known === null || !matches)',
        replace:
          "if (known === null) throw new Refusal('not_found', 'unknown', 'Nobody has this address.');\n    if (!matches)",
      },
    ],
  },
  {
    group: existence,
    attack: 'The same at the back-office, for a colleague whose login is switched off too',
    defence: 'The same',
    test: {
      file: 'test/admin/door.test.ts',
      name: 'a wrong password, an unknown address and a disabled colleague get the same 401',
    },
    without: [
      {
        file: 'src/services/staff/log-in-staff.ts',
        find: 'if (person === null || !matches || !person.isActive) {',
        replace:
          "if (person?.isActive === false) throw new Refusal('forbidden', 'disabled', 'Your login is disabled.');\n    if (person === null || !matches) {",
      },
    ],
  },
  {
    group: existence,
    attack: 'To learn it by the time of the login',
    defence: 'For nobody a password is compared as well, with the hash of nobody; the account is read afterwards',
    test: { file, name: 'a wrong password costs the same slow work for somebody as for nobody' },
    without: [
      {
        file: 'src/services/core/passwords.ts',
        find: 'const matches = await verify(stored ?? (await hashOfNobody), password);',
        replace: 'const matches = stored !== null && (await verify(stored, password));',
      },
    ],
  },
  {
    group: existence,
    attack: 'To learn it where a new password is asked for',
    defence: 'The same answer for everybody',
    test: {
      file: 'test/api/auth.test.ts',
      name: 'asking for a new password answers the same for everybody, and mails only who exists',
    },
    without: [
      {
        file: 'src/services/users/request-password-reset.ts',
        find: 'if (user === null || !user.isActive) return;',
        replace: "if (user === null || !user.isActive) throw new Error('nobody');",
      },
    ],
  },
  {
    group: existence,
    attack: 'To learn it by the time it takes to ask for a new password',
    defence: 'The answer leaves on a beat that began with the question, well after the longer of both ways',
    test: { file, name: 'a link for a new password takes as long to ask for nobody as for somebody' },
    without: [{ file: 'src/http/on-the-beat.ts', find: 'await sleep(', replace: 'Math.abs(' }],
  },
  {
    group: existence,
    attack: 'To learn it by inviting an address',
    defence: 'Whether an address has a login elsewhere is not even looked at',
    test: {
      file: 'test/api/pages/people.test.ts',
      name: 'answers the same for an address that has a login elsewhere as for any other',
    },
    without: [
      {
        file: 'src/services/users/invite-user.ts',
        find: 'user.count({ where: { accountId, email, removedAt: null } })',
        replace: 'user.count({ where: { email, removedAt: null } })',
      },
    ],
  },
  {
    group: slow,
    attack: 'To send headers or a body byte by byte, on many connections',
    defence: 'A request has its time, headers fifteen seconds of it; then 408',
    test: { file: 'test/security/slow-clients.test.ts', name: 'a client that sends its' },
    without: [{ file: 'src/door.ts', find: 'createServer(slowClientLimits(patience), ', replace: 'createServer(' }],
  },
  {
    group: slow,
    attack: 'Not to take the answer',
    defence: 'A connection without a byte in either direction is closed',
    test: { file: 'test/security/slow-clients.test.ts', name: 'a client that does not take its answer is hung up on' },
    without: [{ file: 'src/door.ts', find: '  hangUpOnSilence(server, patience);\n', replace: '' }],
  },
];
