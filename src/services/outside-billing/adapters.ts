import { otherSystem } from './other-system.js';
import type { OutsideBilling, OutsideProvider } from './outside-billing.js';
import { stripe } from './stripe.js';
import { wave } from './wave.js';

/** Every outside system that can be chosen, in the order of the dialogs. */
export const OUTSIDE_BILLING: Record<OutsideProvider, OutsideBilling> = { wave, stripe, other: otherSystem };
