/** One line of docs/security.md: what somebody tries, what stands in the way, and the test that tries it. */
export interface Attack {
  /** The headline it stands under, for instance "Cross-site requests". */
  group: string;
  attack: string;
  defence: string;
  /** `name` is the test's title as it is written, or its beginning; titles of describe blocks are left out. */
  test: { file: string; name: string };
  /** Each of these takes the defence out: `find` stands exactly once in `file`. All of them together, for one run. */
  without: readonly { file: string; find: string; replace: string }[];
}

/** Proven: the test passes as things are and fails without the defence. */
export type Verdict = 'proven' | 'fails_untouched' | 'not_missed' | 'did_not_run' | 'untried';

/** What became of one line of the table. */
export interface Proof {
  attack: Attack;
  verdict: Verdict;
  /** What the test said when the defence was out. */
  said: string;
  day: string;
}
