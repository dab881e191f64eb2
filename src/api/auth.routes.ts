import { z } from 'zod';
import { getMe } from '../services/users/get-me.js';
import { logIn } from '../services/users/log-in.js';
import { endTokenSession, openTokenSession, refreshTokens } from '../services/users/tokens.js';
import { userView } from '../services/users/user-view.js';
import { verifyEmail } from '../services/users/verify-email.js';
import { notSignedIn } from './errors.js';
import { nothing, secret, tokenPair } from './fields.js';
import { type ApiRoute, route } from './route.js';
import { USER_EXAMPLE, userAnswer, userOnTheWire } from './users.answer.js';

const tag = 'Signing up and in';
const PAIR_EXAMPLE = { access: 'q8ZrTn4…', refresh: 'v1XbKe9…' };

const login = route({
  method: 'post',
  path: '/auth/login',
  name: 'login',
  tag,
  summary: 'Sign in',
  description:
    'access serves 15 minutes as "Authorization: Bearer …", refresh 30 days for /auth/refresh. Ten failed attempts in 15 minutes for one e-mail from one address close this door for a while.',
  caller: 'anyone',
  limit: 'other',
  refuses: [401, 403],
  body: z.object({
    email: z.string('Please enter your e-mail address.').trim().max(254, 'Please use at most 254 characters.'),
    password: secret,
  }),
  data: z.object({ ...tokenPair, user: userAnswer }),
  async run({ ctx, body, limits, countFailures }) {
    const user = await countFailures(limits.logIn, body.email, () => logIn(ctx, body));
    return { ...(await openTokenSession(ctx, user)), user: userOnTheWire(await userView(ctx, user)) };
  },
  examples: {
    body: { email: 'test@example.com', password: 'TestPass123!' },
    answer: { success: true, data: { ...PAIR_EXAMPLE, user: USER_EXAMPLE } },
  },
});

const refresh = route({
  method: 'post',
  path: '/auth/refresh',
  name: 'refresh',
  tag,
  summary: 'Trade the refresh token for a new pair',
  description:
    'The old refresh token ends here. Whoever presents it again ends the whole session: it was stolen, or sent twice.',
  caller: 'anyone',
  limit: 'other',
  refuses: [401],
  body: z.object({ refresh: secret }),
  data: z.object({ ...tokenPair, user: userAnswer }),
  async run({ ctx, body }) {
    const { user, access, refresh } = await refreshTokens(ctx, body.refresh);
    return { access, refresh, user: userOnTheWire(await userView(ctx, user)) };
  },
  examples: {
    body: { refresh: PAIR_EXAMPLE.refresh },
    answer: { success: true, data: { ...PAIR_EXAMPLE, user: USER_EXAMPLE } },
  },
});

const logout = route({
  method: 'post',
  path: '/auth/logout',
  name: 'logout',
  tag,
  summary: 'End the session',
  description: 'Named by the refresh token in the body or by the access token in the header; both end.',
  caller: 'anyone',
  limit: 'other',
  refuses: [401],
  body: z.object({ refresh: secret.optional() }),
  data: nothing,
  message: () => 'You are signed out.',
  async run({ ctx, body, bearer }) {
    const token = body.refresh ?? bearer;
    if (token === null) throw notSignedIn();
    await endTokenSession(ctx, token);
    return {};
  },
  examples: {
    body: { refresh: PAIR_EXAMPLE.refresh },
    answer: { success: true, message: 'You are signed out.', data: {} },
  },
});

const verify = route({
  method: 'post',
  path: '/auth/verify-email',
  name: 'verifyEmail',
  tag,
  summary: 'Verify an e-mail address',
  description: 'With the token of the mailed link.',
  caller: 'anyone',
  limit: 'other',
  refuses: [422],
  body: z.object({ token: secret }),
  data: nothing,
  message: () => 'Your e-mail address is verified.',
  async run({ ctx, body, limits, countFailures }) {
    await countFailures(limits.password, 'verify', () => verifyEmail(ctx, body));
    return {};
  },
  examples: {
    body: { token: 'Zk3vW0p…' },
    answer: { success: true, message: 'Your e-mail address is verified.', data: {} },
  },
});

const me = route({
  method: 'get',
  path: '/auth/me',
  name: 'me',
  tag,
  summary: 'Who is signed in',
  caller: 'user',
  limit: 'other',
  data: userAnswer,
  run: async ({ ctx }) => userOnTheWire(await getMe(ctx)),
  examples: { answer: { success: true, data: USER_EXAMPLE } },
});

export const authRoutes: ApiRoute[] = [login, refresh, logout, verify, me];
