import type { Request } from 'express';
import { callerAddress } from '../../http/caller-address.js';
import { requestId } from '../../http/request-id.js';
import type { Actor, Context } from '../../services/core/context.js';
import type { BackOfficeDeps } from '../deps.js';

export function strangerContext(deps: BackOfficeDeps, req: Request): Context {
  return contextFor(deps, req, { type: 'anonymous' });
}

export function contextFor({ installation, clock }: BackOfficeDeps, req: Request, actor: Actor): Context {
  return { installation, actor, clock, requestId: requestId(req), ipAddress: callerAddress(req) };
}
