import type { Attack } from './attack.js';

/** What is tried at the staff's door, with sessions, with texts that are shown, and by way of a browser. */
export const OFFICE_ATTACKS: readonly Attack[] = [];
