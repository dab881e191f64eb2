import type { Fault } from './round.js';
import { faultExperiment, type Stage } from './stage.js';

export const serverKilled = ({ site, server }: Stage): Fault => ({
  name: 'kill -9 of the server',
  strike: async () => {
    await server.kill9();
    return [];
  },
  mend: () => site.startServer(),
  expects: { codes: [], mayBreakOff: true, withinMs: 5_000 },
});

export const killServer = faultExperiment('kill-server', 'kill -9 of the server', serverKilled);
