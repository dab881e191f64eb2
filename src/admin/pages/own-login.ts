import type { Response } from 'express';
import { callerNetwork } from '../../http/caller-address.js';
import { limiter, TooManyRequests } from '../../http/rate-limits.js';
import { Refusal } from '../../services/core/errors.js';
import { changeOwnPassword } from '../../services/staff/change-own-password.js';
import { failure, onTheWire, STATUS } from '../answers.js';
import { FAILED_LOGINS } from '../auth/failed-logins.js';
import { beginSession } from '../auth/staff-session.js';
import { tellTokens } from '../auth/tell-tokens.js';
import type { BackOfficeDeps } from '../deps.js';
import { currentRequest } from '../request-context.js';

interface OwnLoginRequest {
  method: string;
  fields?: Record<string, unknown>;
}

/**
 * Everybody's own password; the other sessions of the login end, this one stays. Guesses are counted as at the door, or
 * a copied cookie would be a way to learn the password.
 */
export function ownLogin(deps: BackOfficeDeps): (request: OwnLoginRequest, response: Response) => Promise<object> {
  const { installation, sessionPool: pool, rateLimitScale: scale } = deps;
  const failures = limiter({ pool, scale, log: installation.logger, name: 'staff_own_password', ...FAILED_LOGINS });
  return async (request, response) => {
    const { ctx, staff } = currentRequest();
    if (request.method !== 'post') return { email: staff.email };
    const key = `${callerNetwork(response.req)}|${staff.id}`;
    try {
      await failures.consume(key);
      const { sessionEpoch, livingTokens } = await changeOwnPassword(ctx, passwordsOf(request));
      await failures.reset(key);
      // Under a new id: whoever holds a copy of the old cookie is out, too.
      await beginSession(response.req, { staffUserId: staff.id, sessionEpoch });
      return {
        success: true,
        notice: { type: 'success', message: `Your password is changed.${tellTokens(livingTokens)}` },
      };
    } catch (error) {
      return failure(saidNo(error, response), ctx.requestId);
    }
  };
}

function passwordsOf({ fields = {} }: OwnLoginRequest): Parameters<typeof changeOwnPassword>[1] {
  const field = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  return {
    currentPassword: field('current_password'),
    password: field('password'),
    passwordConfirm: field('password_confirm'),
  };
}

/** A refusal or a limit becomes a sentence; anything else is a bug and goes up. */
function saidNo(error: unknown, response: Response): Refusal {
  if (error instanceof TooManyRequests) {
    response.status(429).set('Retry-After', String(error.retryAfterSeconds));
    return new Refusal('forbidden', 'too_many_requests', error.message);
  }
  if (!(error instanceof Refusal)) throw error;
  response.status(STATUS[error.kind]);
  return onTheWire(error);
}
