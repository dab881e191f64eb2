import type { Attack } from './attack.js';
import { API_ATTACKS } from './attacks-api.js';
import { CROSS_SITE_ATTACKS } from './attacks-cross-site.js';
import { OFFICE_ATTACKS } from './attacks-office.js';
import { SESSION_ATTACKS } from './attacks-sessions.js';
import { TEXT_ATTACKS } from './attacks-texts.js';

/** Every line of docs/security.md, in its order. */
export const ATTACKS: readonly Attack[] = [
  ...CROSS_SITE_ATTACKS,
  ...SESSION_ATTACKS,
  ...TEXT_ATTACKS,
  ...OFFICE_ATTACKS,
  ...API_ATTACKS,
];
