import { addDays, addMinutes } from '../../src/services/core/calendar.js';
import type { Context } from '../../src/services/core/context.js';
import { agendaUntil } from './agenda.js';
import { castOf } from './cast.js';
import { night } from './night.js';
import { people } from './people.js';
import { seededRandom } from './random.js';
import { reviewDesk } from './review-desk.js';
import { makeItTheirs } from './settings.js';
import { hireStaff } from './staff.js';
import type { World } from './world.js';

const HISTORY_DAYS = 182;
const SEED = 20_251_208;
const SUNDAY = 0;

interface Wishes {
  /** Of the three hundred accounts; tests need fewer. */
  share?: number;
  signal?: AbortSignal;
  onMonth?: (month: Date) => void;
}

/**
 * Lives half a year through the operations, in the order of time, up to the context's present: what the demo shows was
 * done by tenants and colleagues, never written into tables.
 */
export async function fillDemo({ installation, clock }: Context, { share = 1, ...watch }: Wishes = {}): Promise<void> {
  const now = clock.now();
  const firstDay = addDays(now, -HISTORY_DAYS);
  const world: World = {
    installation,
    now,
    agenda: agendaUntil(now),
    people: people(),
    desk: reviewDesk(),
    staff: await hireStaff({ installation }, firstDay),
    random: seededRandom(SEED),
    handedIn: [],
  };
  await makeItTheirs(world, addMinutes(firstDay, 90));
  planSessions(world);
  planNights(world);
  castOf(world, share).forEach(({ story, person, country }, index) => {
    const random = seededRandom(SEED + 7 * (index + 1));
    story(world, person ?? world.people.next(random, country), random);
  });
  await world.agenda.run(watch);
}

/** Finance reviews twice on every working day, and has just done so. */
function planSessions(world: World): void {
  for (let day = HISTORY_DAYS; day >= 0; day -= 1) {
    const date = addDays(world.now, -day);
    if (date.getUTCDay() === SUNDAY) continue;
    for (const [hour, minute] of [
      [9, 34],
      [15, 52],
    ] as const) {
      const at = new Date(date);
      at.setUTCHours(hour, minute, 0, 0);
      world.agenda.at(at, (time) => world.desk.decide(world, time));
    }
  }
  world.agenda.at(addMinutes(world.now, -12), (time) => world.desk.decide(world, time));
}

function planNights(world: World): void {
  for (let day = HISTORY_DAYS; day >= 0; day -= 1) {
    const at = addDays(world.now, -day);
    at.setUTCHours(0, 20, 0, 0);
    world.agenda.at(at, (time) => night(world, time));
  }
}
