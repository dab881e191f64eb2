import type { POLICY, ResourceName } from '../../src/admin/policy.js';
import type { Colleague } from '../admin/office.js';
import type { PayingTenant } from '../support/factories.js';
import type { TestServer } from '../support/http.js';

/** Where an action is tried: by whom, and beside which tenant. */
export interface Stage {
  server: TestServer;
  colleague: Colleague;
  tenant: PayingTenant;
}

export type Body = Record<string, unknown>;

/** What an action needs in order to be done. */
export interface ActionBody {
  /** A fresh record in a state that the action starts from; without it the action makes something new. */
  on?: (stage: Stage) => Promise<number>;
  /** What its dialog asks for, or its page sends. */
  body?: Body | ((stage: Stage, id: number) => Body | Promise<Body>);
}

type ActionsOf<R extends ResourceName> = (typeof POLICY)[R] extends { actions: infer Actions }
  ? `${R}.${keyof Actions & string}`
  : never;

/** "Account.suspendAccount", and every other that the policy names. */
export type ActionName = { [R in ResourceName]: ActionsOf<R> }[ResourceName];

let told = 0;

/** Another number at each call, for what may not be told twice. */
export function next(): number {
  told += 1;
  return told;
}

export const REASON = { reason: 'On request' };
