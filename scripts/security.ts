/*
 * `npm run security`: takes each defence out of a copy of the sources, one after the other, insists that the test of
 * its attack fails without it, and writes docs/security.md. `npm run security -- cookie` renews only the lines in which
 * "cookie" occurs, and `npm run security -- untried` those that were written or changed since.
 */
import { ATTACKS } from './security/attacks.js';
import { proveAttacks } from './security/prove.js';

process.exit(await proveAttacks(ATTACKS, process.argv[2]));
