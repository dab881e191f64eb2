import { addDays, addMinutes, type Clock } from '../../src/services/core/calendar.js';

/** A clock that stands still until the test moves it. */
export interface MovingClock extends Clock {
  set(at: Date | string): void;
  moveDays(days: number): void;
  moveMinutes(minutes: number): void;
}

export function movingClock(start: Date | string = new Date()): MovingClock {
  let at = new Date(start);
  return {
    now: () => new Date(at),
    set(to) {
      at = new Date(to);
    },
    moveDays(days) {
      at = addDays(at, days);
    },
    moveMinutes(minutes) {
      at = addMinutes(at, minutes);
    },
  };
}
