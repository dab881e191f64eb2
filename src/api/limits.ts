import type { Request } from 'express';
import type { AppDeps } from '../app-deps.js';
import { callerNetwork } from '../http/caller-address.js';
import { type Limiter, limiter } from '../http/rate-limits.js';
import type { Actor } from '../services/core/context.js';
import { Refusal } from '../services/core/errors.js';

/** The limits of the tenants' door, one count for the API and the pages. */
export interface Limits {
  /** 100 an hour per address: a whole office signs up from one. */
  signUp: Limiter;
  /** 10 failed attempts in 15 minutes per address and e-mail. */
  logIn: Limiter;
  /** The same, counted apart, so that a forgotten password can still be reset after ten wrong ones. */
  password: Limiter;
  /** 60 an hour per account. */
  confirm: Limiter;
  /** 60 a minute per address: anybody may ask whether a file is a signed contract. */
  verify: Limiter;
  /** 60 an hour per account: an invitation is mail to a stranger. */
  invite: Limiter;
  /** 600 a minute per account or staff API token; per address while nobody is signed in, and for what anybody may. */
  other: Limiter;
}

const HOUR = 3_600;

export function tenantLimits({ sidePool, rateLimitScale, log }: AppDeps): Limits {
  const limit = (name: string, points: number, seconds: number) =>
    limiter({ pool: sidePool, scale: rateLimitScale, log, name, points, seconds });
  return {
    signUp: limit('signup', 100, HOUR),
    logIn: limit('login', 10, HOUR / 4),
    password: limit('password', 10, HOUR / 4),
    confirm: limit('confirm', 60, HOUR),
    invite: limit('invite', 60, HOUR),
    verify: limit('verify', 60, 60),
    other: limit('api', 600, 60),
  };
}

/** Signed in: the account, or the token of a program of staff. */
export function callerKey(req: Request, actor: Actor): string {
  if (actor.type === 'staff' && actor.apiTokenId !== undefined) return `token ${actor.apiTokenId}`;
  return actor.type === 'user' ? `account ${actor.accountId}` : strangerKey(req);
}

/** The address, so that one stranger never locks out all others. */
export function strangerKey(req: Request): string {
  return `address ${callerNetwork(req)}`;
}

/** Address and e-mail together: guessing is stopped without letting a stranger lock somebody out from elsewhere. */
export function attemptKey(req: Request, email: string): string {
  return `${callerNetwork(req)} ${email.trim().toLowerCase()}`;
}

/** Counts an attempt before it is made, so that a burst cannot slip by, and forgets the count when it succeeds. */
export async function countFailures<T>(limit: Limiter, key: string, attempt: () => Promise<T>): Promise<T> {
  await limit.consume(key);
  try {
    const result = await attempt();
    await limit.reset(key);
    return result;
  } catch (error) {
    if (knewThePassword(error)) await limit.reset(key);
    throw error;
  }
}

/** Told only after the right password: the account is pending, rejected, cancelled, or the login switched off. */
function knewThePassword(error: unknown): boolean {
  return error instanceof Refusal && (error.code.startsWith('account_') || error.code === 'user_inactive');
}
