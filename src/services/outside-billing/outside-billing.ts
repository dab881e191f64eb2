import type { PaymentMethod } from '@prisma/client';

/** Our objects that an outside system may have a name of its own for. */
export const LINKABLE = ['account', 'contract', 'invoice', 'billing_period'] as const;
export type Linkable = (typeof LINKABLE)[number];

export const OUTSIDE_PROVIDERS = ['wave', 'stripe', 'other'] as const;
export type OutsideProvider = (typeof OUTSIDE_PROVIDERS)[number];

/**
 * An outside billing system, seen from here: an adapter is one file. Our own invoice stays the truth; an adapter
 * translates what the system tells — typed in by staff today, sent by the system's own interface tomorrow — into what
 * linkOutside and recordOutsidePayment take.
 */
export interface OutsideBilling {
  provider: OutsideProvider;
  /** What people call the system. */
  label: string;
  /** What the system calls the id of each of our objects. */
  idNames: Record<Linkable, string>;
  /** The id in the system's own form, or null for what cannot be one. */
  readId(object: Linkable | 'payment', told: string): string | null;
  /** How money that it collected is entered here. */
  paymentMethod: PaymentMethod;
}
