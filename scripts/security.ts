/*
 * `npm run security`: takes each defence out of a copy of the sources, one after the other, insists that the test of
 * its attack fails without it, and writes docs/security.md. `npm run security -- cookie` tries only the lines in which
 * "cookie" occurs, and writes nothing.
 */
import { API_ATTACKS } from './security/attacks-api.js';
import { OFFICE_ATTACKS } from './security/attacks-office.js';
import { proveAttacks } from './security/prove.js';

process.exit(await proveAttacks([...OFFICE_ATTACKS, ...API_ATTACKS], process.argv[2]));
