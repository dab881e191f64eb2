import type { Fault } from './round.js';
import { faultExperiment, type Stage } from './stage.js';

export const connectionsCut = ({ site }: Stage): Fault => ({
  name: 'the connections cut',
  strike: async () => {
    site.proxy.cut();
    return [];
  },
  // The bulk goes on, row by row, over connections that work again.
  expects: { codes: ['database_unavailable'], maySucceed: true, withinMs: 10_000 },
});

export const cutConnection = faultExperiment('cut-connection', 'Every connection to PostgreSQL is cut', connectionsCut);
