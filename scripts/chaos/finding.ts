import type { OwnGround } from './ground.js';

/** One line of docs/chaos.md. */
export interface Finding {
  /** What was done: "kill -9 of the server", "in the middle of signup". */
  done: string;
  promised: string;
  seen: string;
  holds: boolean;
}

export interface Experiment {
  /** `npm run chaos -- <name>` */
  name: string;
  title: string;
  run(ground: OwnGround): Promise<Finding[]>;
}

/** What was seen holds when nothing of it is a complaint. */
export function finding(done: string, promised: string, seen: string, complaints: string[]): Finding {
  const told = complaints.length === 0 ? seen : `${seen}; BUT ${complaints.join('; ')}`;
  return { done, promised, seen: told, holds: complaints.length === 0 };
}

/** Those whose promise was not kept. */
export function brokenIn(findings: Finding[]): Finding[] {
  return findings.filter(({ holds }) => !holds);
}
