import { proveDatabaseGuards } from './mutation/database-guards.js';
import { type Part, writePage } from './mutation/mutation-page.js';
import { mutatePureModules } from './mutation/pure-modules.js';
import { takeOutConditions } from './mutation/status-conditions.js';

/*
 * `npm run mutation`: changes the pure modules in every way Stryker knows, drops each guard of the database, takes each
 * condition on a state out of the statements that write, and writes into docs/mutation.md what no test missed.
 * `npm run mutation -- pure` (or guards, conditions) renews one part.
 */
const PARTS = { pure: mutatePureModules, guards: proveDatabaseGuards, conditions: takeOutConditions };

const only = process.argv[2];
const results: Record<string, Part> = {};
for (const [name, prove] of Object.entries(PARTS))
  if (only === undefined || only === name) results[name] = await prove();
await writePage(results);
const weak = Object.values(results).filter(({ isWeak }) => isWeak);
process.exit(weak.length === 0 ? 0 : 1);
