import type { Attack } from './attack.js';
import { ACCOUNT_ATTACKS } from './attacks-accounts.js';
import { CROSS_SITE_ATTACKS } from './attacks-cross-site.js';
import { DEPENDENCY_ATTACKS } from './attacks-dependencies.js';
import { GUESSING_ATTACKS } from './attacks-guessing.js';
import { INPUT_ATTACKS } from './attacks-input.js';
import { OFFICE_ATTACKS } from './attacks-office.js';
import { SESSION_ATTACKS } from './attacks-sessions.js';
import { SIGNING_ATTACKS } from './attacks-signing.js';
import { TEXT_ATTACKS } from './attacks-texts.js';
import { UPLOAD_ATTACKS } from './attacks-uploads.js';

/** Every line of docs/security.md, in its order. */
export const ATTACKS: readonly Attack[] = [
  ...CROSS_SITE_ATTACKS,
  ...SESSION_ATTACKS,
  ...TEXT_ATTACKS,
  ...OFFICE_ATTACKS,
  ...ACCOUNT_ATTACKS,
  ...SIGNING_ATTACKS,
  ...UPLOAD_ATTACKS,
  ...GUESSING_ATTACKS,
  ...INPUT_ATTACKS,
  ...DEPENDENCY_ATTACKS,
];
