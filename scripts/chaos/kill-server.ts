import type { Fault } from './round.js';
import { faultExperiment, type Stage } from './stage.js';

export const serverKilled = (stage: Stage): Fault => ({
  name: 'kill -9 of the server',
  strike: async () => {
    await stage.server.kill9();
    return [];
  },
  async mend() {
    stage.server = await stage.site.startServer();
  },
  expects: { codes: [], mayBreakOff: true, withinMs: 5_000 },
});

export const killServer = faultExperiment('kill-server', 'kill -9 of the server', serverKilled);
