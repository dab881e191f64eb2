import { until } from './patience.js';
import type { Fault } from './round.js';
import { faultExperiment, type Stage } from './stage.js';

const DEEDS = 5;

export const commitAnswerLost = ({ site }: Stage): Fault => ({
  name: 'the answer to COMMIT lost',
  strike: async (gate) => {
    site.proxy.loseNextCommits();
    await gate.open();
    await until('the answers to COMMIT are lost', () => site.proxy.lostCommits() === DEEDS);
    return [];
  },
  // The bulk looks at its rows one by one and finds that they are approved already.
  expects: { codes: ['outcome_unknown'], maySucceed: true, withinMs: 10_000 },
});

export const lostCommit = faultExperiment(
  'lost-commit',
  'The connection breaks between COMMIT and its answer',
  commitAnswerLost,
);
