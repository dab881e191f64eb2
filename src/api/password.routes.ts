import { z } from 'zod';
import { onTheBeat } from '../http/on-the-beat.js';
import { email, newPassword } from '../services/core/fields.js';
import { requestPasswordReset } from '../services/users/request-password-reset.js';
import { resetPassword } from '../services/users/reset-password.js';
import { nothing, secret } from './fields.js';
import { type ApiRoute, route } from './route.js';

const tag = 'Signing up and in';
const LINK_SENT = 'If this address belongs to a user, a link to set a new password is on its way.';
const PASSWORD_SET = 'Your new password is set. Please sign in with it.';

const forgot = route({
  method: 'post',
  path: '/auth/password/forgot',
  name: 'forgotPassword',
  tag,
  summary: 'Ask for a link to set a new password',
  description: 'The same answer whether or not the address is known.',
  caller: 'anyone',
  limit: 'other',
  body: z.object({ email }),
  data: nothing,
  message: () => LINK_SENT,
  async run({ ctx, body, limits, attempts }) {
    // Nobody may learn whether it failed, so every attempt counts.
    await limits.password.consume(attempts(body.email));
    await onTheBeat(() => requestPasswordReset(ctx, body));
    return {};
  },
  examples: { body: { email: 'test@example.com' }, answer: { success: true, message: LINK_SENT, data: {} } },
});

const reset = route({
  method: 'post',
  path: '/auth/password/reset',
  name: 'resetPassword',
  tag,
  summary: 'Set a new password',
  description:
    'With the token of the mailed link, which serves once and for one hour. Every session and token of the user ends.',
  caller: 'anyone',
  limit: 'other',
  refuses: [422],
  body: z.object({
    token: secret,
    password: newPassword,
    password_confirm: z.string().optional().meta({ description: 'Checked when sent.' }),
  }),
  data: nothing,
  message: () => PASSWORD_SET,
  async run({ ctx, body, limits, countFailures }) {
    const { token, password, password_confirm: passwordConfirm } = body;
    const input = { token, password, ...(passwordConfirm === undefined ? {} : { passwordConfirm }) };
    await countFailures(limits.password, 'reset', () => resetPassword(ctx, input));
    return {};
  },
  examples: {
    body: { token: 'Zk3vW0p…', password: 'A-new-Pass456', password_confirm: 'A-new-Pass456' },
    answer: { success: true, message: PASSWORD_SET, data: {} },
  },
});

export const passwordRoutes: ApiRoute[] = [forgot, reset];
