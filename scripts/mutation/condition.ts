/** A condition on a state in a statement that writes, or whose answer decides what is written. */
export interface Condition {
  file: string;
  /** What is taken out. */
  drop: string;
  /** Where it stands, if its file says the same elsewhere. */
  within?: string;
}

/** Who misses it. */
export interface MissedCondition extends Condition {
  tests: string[];
}

/** It only spares work: why nothing changes without it. */
export interface SparingCondition extends Condition {
  because: string;
}
