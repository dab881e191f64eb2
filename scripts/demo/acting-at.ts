import type { Clock } from '../../src/services/core/calendar.js';
import type { Actor, Context, Installation } from '../../src/services/core/context.js';

let requests = 0;

/** Who acts and when: what operations are told about every call. */
export function actingAt({ installation }: { installation: Installation }, at: Date, actor: Actor): Context {
  requests += 1;
  const clock: Clock = { now: () => at };
  const requestId = `demo-${String(requests).padStart(6, '0')}`;
  return { installation, actor, clock, requestId, ipAddress: addressOf(actor) };
}

/** Addresses that RFC 5737 keeps for documentation: colleagues share an office, tenants are spread out. */
function addressOf(actor: Actor): string {
  if (actor.type === 'staff') return `192.0.2.${10 + actor.id}`;
  if (actor.type === 'user') return `203.0.113.${1 + (actor.id % 250)}`;
  return actor.type === 'anonymous' ? `198.51.100.${1 + (requests % 250)}` : '';
}
