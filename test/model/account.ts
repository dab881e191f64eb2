/** What the model remembers of the world: no clock, no database, no locks. People and rows are known by their place. */
export interface Account {
  status: 'pending' | 'rejected' | 'trial' | 'pending_payment' | 'active' | 'suspended' | 'cancelled';
  keptState: Account['status'] | null;
  unpaid: boolean;
  balance: number;
  plan: string;
  waitsForFirstPayment: boolean;
  invoices: Invoice[];
  payments: Payment[];
  people: Person[];
  invitations: Invitation[];
  contracts: Contract[];
  periods: Period[];
}

export interface Invoice {
  total: number;
  /** null for a one-off invoice and for that of a period. */
  plan: string | null;
  period: number | null;
  status: 'pending' | 'paid' | 'void';
}

export interface Payment {
  invoice: number;
  status: 'pending_approval' | 'succeeded' | 'failed';
  reference: string;
}

export interface Rights {
  role: 'owner' | 'admin' | 'billing' | 'viewer';
  pays: boolean;
  signs: boolean;
}

export interface Person extends Rights {
  address: number;
  removed: boolean;
}

export interface Invitation extends Rights {
  address: number;
  by: number;
  status: 'open' | 'used' | 'revoked';
}

export interface Contract {
  status: 'draft' | 'sent' | 'signed' | 'active' | 'terminated';
  billed: boolean;
  versions: Version[];
}

/** One person of the account signs first, then one colleague. */
export interface Version {
  status: 'draft' | 'sent' | 'signed' | 'declined' | 'superseded';
  signer: number;
  colleague: number;
  signatures: number;
}

export interface Period {
  contract: number;
  /** Of the contract's three months; only the first one has come. */
  month: number;
  status: 'pending' | 'invoiced' | 'paid' | 'cancelled';
  needsRelease: boolean;
  wasInvoiced: boolean;
}

export type Model = Account[];

export const PLANS: Record<string, { price: number; credits: number }> = {
  starter: { price: 29, credits: 5_000 },
  growth: { price: 99, credits: 20_000 },
  scale: { price: 299, credits: 80_000 },
};

export const SEATS: Record<string, number> = { 'free-trial': 1, 'managed-trial': 3, starter: 5, growth: 15, scale: 50 };

export const PAYABLE: Account['status'][] = ['trial', 'pending_payment', 'active', 'suspended'];

/** Whoever is invited, changed or asked to sign: only the account that may use the product does such things. */
export function mayUse({ status }: Account): boolean {
  return status === 'trial' || status === 'active';
}

/** Who holds what right; nobody who was removed holds one. */
export function holds(account: Account, person: number, right: 'pays' | 'signs' | 'manages'): boolean {
  const found = account.people[person];
  if (found === undefined || found.removed) return false;
  return right === 'manages' ? found.role === 'owner' || found.role === 'admin' : found[right];
}

export function newAccount(plan: string, address: number): Account {
  const price = PLANS[plan]?.price;
  const isManaged = plan === 'managed-trial';
  return {
    status: price !== undefined ? 'pending_payment' : isManaged ? 'pending' : 'trial',
    keptState: null,
    unpaid: false,
    balance: price !== undefined || isManaged ? 0 : 2_000,
    plan,
    waitsForFirstPayment: price !== undefined,
    invoices: price === undefined ? [] : [{ total: price, plan, period: null, status: 'pending' }],
    payments: [],
    people: [{ address, role: 'owner', pays: true, signs: true, removed: false }],
    invitations: [],
    contracts: [],
    periods: [],
  };
}
