import type { Attack } from './attack.js';

/** What is tried at the tenants' and programs' door: other people's ids, uploads, guessing, limits, hostile input. */
export const API_ATTACKS: readonly Attack[] = [];
