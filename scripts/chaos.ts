import { runExperiments } from './chaos/run.js';

// `npm run chaos`: breaks what can break, in the middle of everything people do, and writes docs/chaos.md.
// `npm run chaos -- smtp kill-server` plays some parts alone, and writes nothing.

process.exit(await runExperiments(process.argv.slice(2)));
