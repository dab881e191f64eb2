import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { AppDeps } from '../app-deps.js';
import type { BodyLimits, RequestBody } from '../http/body-limits.js';
import { callerNetwork } from '../http/caller-address.js';
import { readBody } from '../http/request-body.js';
import type { Context } from '../services/core/context.js';
import { Refusal } from '../services/core/errors.js';
import { fingerprint, idempotencyKey, type KeptAnswer, once } from '../services/core/idempotency.js';
import { parse } from '../services/core/operation.js';
import type { SignedInUser } from '../services/users/signed-in-user.js';
import {
  anonymousContext,
  bearerToken,
  refuseUnlessAllowed,
  signedInUser,
  staffContext,
  staffOfToken,
  userContext,
} from './auth.js';
import { noStaffToken, notSignedIn, staffAtUserDoor, userAtStaffDoor } from './errors.js';
import { attemptKey, callerKey, countFailures, type Limits, strangerKey } from './limits.js';
import type { Answer, ApiRoute, Call } from './route.js';
import { accessOfRoute } from './tenant-access.js';

export interface ApiDeps extends AppDeps {
  limits: Limits;
}

const BODY_LIMITS: BodyLimits = { jsonBytes: 256 * 1024, formBytes: 64 * 1024, parts: 20 };

/** Serves one declared route: who asks, how often, what is sent, the work, the answer. In this order. */
export async function handle(deps: ApiDeps, route: ApiRoute, req: Request, res: Response): Promise<Answer> {
  const user = await signedInUser(deps, req);
  const caller = await callerOf(deps, req, user);
  await deps.limits[route.limit].consume(limitedBy(route, req, caller));
  const ctx = atItsDoor(route, caller, anonymousContext(deps, req));
  if (route.caller === 'user' && user !== null) refuseUnlessAllowed(deps, user, accessOfRoute(route));
  const call = await readCall(deps, route, req, ctx);
  const key = route.idempotent === true ? idempotencyKey(req.get('idempotency-key')) : null;
  const status = route.status ?? 200;
  if (key === null) {
    const body = outgoing(route, await route.reply(call));
    res.status(status);
    return body;
  }
  const print = fingerprint(route.name, [call.params, call.query, call.body], call.proof?.bytes);
  const answer = await once(ctx, key, print, async (tx) => ({
    status,
    body: outgoing(route, await route.reply({ ...call, ctx: tx })) as KeptAnswer['body'],
  }));
  if (answer.repeated) res.set('Idempotency-Replayed', 'true');
  res.status(answer.status);
  return answer.body;
}

/** What anybody may is counted by address, signed in or not: an account of one's own makes no guess cheaper. */
function limitedBy(route: ApiRoute, req: Request, { actor }: Context): string {
  if (route.limit === 'signUp') return callerNetwork(req);
  return route.caller === 'anyone' ? strangerKey(req) : callerKey(req, actor);
}

async function callerOf(deps: ApiDeps, req: Request, user: SignedInUser | null): Promise<Context> {
  const staff = user === null ? await staffOfToken(deps, req) : null;
  if (staff !== null) return staffContext(deps, req, staff);
  return user === null ? anonymousContext(deps, req) : userContext(deps, req, user);
}

/** Staff and accounts have doors of their own; whoever knocks at the other one is told which is theirs. */
function atItsDoor({ caller }: ApiRoute, who: Context, stranger: Context): Context {
  const { type } = who.actor;
  // What anyone may, a program of staff does as anyone.
  if (caller === 'anyone') return type === 'staff' ? stranger : who;
  if (type === 'anonymous') throw caller === 'staff' ? noStaffToken() : notSignedIn();
  if (type !== caller) throw caller === 'staff' ? userAtStaffDoor() : staffAtUserDoor();
  return who;
}

async function readCall(
  deps: ApiDeps,
  route: ApiRoute,
  req: Request,
  ctx: Context,
): Promise<Call<unknown, unknown, unknown>> {
  const params = readPath(route.params, req.params);
  const query = read(route.query, req.query);
  const sent = await readSent(route, req);
  return {
    ctx,
    params,
    query,
    body: read(route.body, sent.fields),
    proof: sent.files.proof,
    bearer: bearerToken(req),
    userAgent: req.get('user-agent') ?? '',
    limits: deps.limits,
    attempts: (name) => attemptKey(req, name),
    countFailures: (limit, name, attempt) => countFailures(limit, attemptKey(req, name), attempt),
  };
}

async function readSent({ method, takesProof }: ApiRoute, req: Request): Promise<RequestBody> {
  if (method === 'get') return { fields: {}, files: {} };
  return readBody(req, takesProof === true ? { ...BODY_LIMITS, file: 'kept' } : BODY_LIMITS);
}

function read(schema: z.ZodType | undefined, sent: unknown): unknown {
  return schema === undefined ? undefined : parse(schema, sent);
}

function readPath(schema: z.ZodType | undefined, sent: unknown): unknown {
  const parsed = schema?.safeParse(sent);
  if (parsed?.success === false) throw new Refusal('not_found', 'not_found', 'There is nothing at this address.');
  return parsed?.data;
}

/** Nothing leaves that the documentation does not name; an answer that breaks its own word is a bug. */
function outgoing(route: ApiRoute, answer: Answer): Answer {
  return route.answer.parse(answer) as Answer;
}
