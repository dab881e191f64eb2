import type { StaffRole } from '@prisma/client';
import { addDays, addMinutes } from '../../src/services/core/calendar.js';
import type { Installation } from '../../src/services/core/context.js';
import type { StaffActor } from '../../src/services/staff/staff-actor.js';
import type { Agenda } from './agenda.js';
import type { People } from './people.js';
import type { Random } from './random.js';
import type { ReviewDesk } from './review-desk.js';
import type { Slip } from './slips/make-slip.js';

/** What every part of the demo shares. All that happens lies before `now`. */
export interface World {
  installation: Installation;
  now: Date;
  agenda: Agenda;
  people: People;
  desk: ReviewDesk;
  staff: Record<StaffRole, StaffActor>;
  random: Random;
  /** Slips and references handed in so far, for those who use one twice. */
  handedIn: { slip: Slip; reference: string; accountId: number; country: string }[];
}

/** From here on confirmations are left for the person who tries the demo to decide. */
export const UNDECIDED_DAYS = 5;

/** So many days before the present, at an hour when people work. */
export function daysAgo({ now }: Pick<World, 'now'>, days: number, random: Random): Date {
  const at = addDays(now, -days);
  at.setUTCHours(random.int(6, 19), random.int(0, 59), random.int(0, 59), 0);
  return at < now ? at : addMinutes(now, -random.int(30, 240));
}

/** Some days later, at a working hour. */
export function daysAfter(at: Date, days: number, random: Random): Date {
  const later = addDays(at, days);
  later.setUTCHours(random.int(6, 19), random.int(0, 59), random.int(0, 59), 0);
  return later > at ? later : addMinutes(at, random.int(15, 240));
}

/** Somewhere between two moments. */
export function between(from: Date, to: Date, random: Random): Date {
  return new Date(from.getTime() + Math.floor(random.next() * Math.max(0, to.getTime() - from.getTime())));
}
