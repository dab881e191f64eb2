import type { Request } from 'express';
import type { AppDeps } from '../app-deps.js';
import { callerAddress } from '../http/caller-address.js';
import { requestId } from '../http/request-id.js';
import { checkTenantAccess, type TenantAccess } from '../services/access/check-tenant-access.js';
import type { Actor, Context } from '../services/core/context.js';
import { API_TOKEN_PREFIX, staffActorOfToken, type TokenActor } from '../services/staff/api-token-actor.js';
import { type SignedInUser, userActor, userOfSession, userOfToken } from '../services/users/signed-in-user.js';

declare module 'express-session' {
  interface SessionData {
    /** Of a tenant's session: who signed in, and the epoch that ends it when it moves on. */
    userId?: number;
    sessionEpoch?: number;
  }
}

type Who = Pick<AppDeps, 'installation' | 'clock'>;

function requestContext({ installation, clock }: Who, req: Request, actor: Actor): Context {
  return { installation, actor, clock, requestId: requestId(req), ipAddress: callerAddress(req) };
}

export function anonymousContext(deps: Who, req: Request): Context {
  return requestContext(deps, req, { type: 'anonymous' });
}

export function userContext(deps: Who, req: Request, user: SignedInUser): Context {
  return requestContext(deps, req, userActor(user));
}

/** Throws unless this person may, in their account as it stands. */
export function refuseUnlessAllowed({ installation }: Who, user: SignedInUser, access: TenantAccess): void {
  const standing = { status: user.account.status, plan: user.account.subscription?.plan ?? null };
  const asking = { permissions: userActor(user).permissions, account: standing };
  const refusal = checkTenantAccess(asking, access, installation.baseUrl);
  if (refusal !== null) throw refusal;
}

/** The user behind a request as the database has them now. Once an Authorization header is sent, only that counts. */
export async function signedInUser(deps: Who, req: Request): Promise<SignedInUser | null> {
  const token = bearerToken(req);
  if (token !== null) return userOfToken(deps.installation, token, deps.clock.now());
  if (req.get('authorization') !== undefined) return null;
  const { userId, sessionEpoch } = req.session;
  if (userId === undefined || sessionEpoch === undefined) return null;
  return userOfSession(deps.installation, userId, sessionEpoch);
}

/** The program behind a staff API token. Neither the back-office's cookie nor a user's token is one. */
export async function staffOfToken(deps: Who, req: Request): Promise<TokenActor | null> {
  const token = bearerToken(req);
  if (token === null || !token.startsWith(API_TOKEN_PREFIX)) return null;
  return staffActorOfToken(deps.installation, token, deps.clock.now());
}

export function staffContext(deps: Who, req: Request, staff: TokenActor): Context {
  return requestContext(deps, req, staff);
}

export function bearerToken(req: Request): string | null {
  return /^Bearer +([\w.~+/-]{1,200}=*) *$/i.exec(req.get('authorization') ?? '')?.[1] ?? null;
}
