import type { Prisma } from '@prisma/client';
import type { Invitation, Model, Person } from './account.js';
import { addressIn, type Business, emailOf } from './business.js';

/** What both the model and the database can tell of an account. */
interface Told {
  status: string;
  keptState: string | null;
  balance: number;
  invoices: { total: number; status: string; period: number | null }[];
  payments: { reference: string; status: string }[];
  people: Person[];
  invitations: Invitation[];
  contracts: { status: string; billed: boolean; versions: { status: string; signatures: number }[] }[];
  periods: { contract: number; month: number; status: string; needsRelease: boolean }[];
}

/** One line for each thing, so that a difference can be read. */
function lines({ status, keptState, balance, ...lists }: Told): object {
  const { invoices, payments, people, invitations, contracts, periods } = lists;
  return {
    status,
    keptState,
    balance,
    invoices: invoices.map(({ total, status, period }) => `${total} ${status}, period ${period}`),
    payments: payments.map(({ reference, status }) => `${reference} ${status}`),
    people: people.map(
      ({ address, role, pays, signs, removed }) => `${address} ${role} ${pays} ${signs} ${removed ? 'removed' : ''}`,
    ),
    invitations: invitations.map(
      ({ address, by, role, pays, signs, status }) => `${address} by ${by} ${role} ${pays} ${signs} ${status}`,
    ),
    contracts: contracts.map(
      ({ status, billed, versions }) =>
        `${status} ${billed ? 'billed' : ''}: ${versions.map((each) => `${each.status} ${each.signatures}`).join(', ')}`,
    ),
    periods: periods.map(
      ({ contract, month, status, needsRelease }) =>
        `${contract}/${month} ${status} ${status === 'pending' && needsRelease ? 'waits' : ''}`,
    ),
  };
}

export function expected(model: Model): object[] {
  return model.map(lines);
}

/** What there is now; from here on whoever signed up can be addressed. */
export async function observe(business: Business): Promise<object[]> {
  const accounts = await business.server.prisma.account.findMany({
    where: { email: { endsWith: emailOf(business, 0).slice(2) } },
    orderBy: { id: 'asc' },
    include: EVERYTHING,
  });
  business.accounts = accounts.map(({ id }) => id);
  return accounts.map((account) => lines(told(account)));
}

const byId = { orderBy: { id: 'asc' } } as const;
const EVERYTHING = {
  invoices: byId,
  payments: byId,
  users: byId,
  invitations: byId,
  contracts: {
    ...byId,
    include: { versions: { orderBy: { number: 'asc' }, include: { signatures: true } }, periods: true },
  },
} as const satisfies Prisma.AccountInclude;

function told({ users, ...account }: Prisma.AccountGetPayload<{ include: typeof EVERYTHING }>): Told {
  const people = users.map(({ id }) => id);
  const contracts = account.contracts.map(({ id }) => id);
  const periods = account.contracts.flatMap((contract) => contract.periods).sort((a, b) => a.id - b.id);
  const places = periods.map(({ id }) => id);
  return {
    status: account.status,
    keptState: account.suspendedFrom,
    balance: account.creditBalance,
    invoices: account.invoices.map(({ total, status, billingPeriodId }) => ({
      total: total.toNumber(),
      status,
      period: billingPeriodId === null ? null : places.indexOf(billingPeriodId),
    })),
    payments: account.payments.map(({ manualReference, status }) => ({ reference: manualReference, status })),
    people: users.map((user) => ({ ...rightsOf(user), removed: user.removedAt !== null })),
    invitations: account.invitations.map((each) => ({
      ...rightsOf(each),
      by: people.indexOf(each.invitedById),
      status: each.acceptedAt !== null ? 'used' : each.revokedAt !== null ? 'revoked' : 'open',
    })),
    contracts: account.contracts.map(({ status, billingEnabled, versions }) => ({
      status,
      billed: billingEnabled,
      versions: versions.map((version) => ({ status: version.status, signatures: version.signatures.length })),
    })),
    periods: periods.map(({ contractId, periodStart, status, needsRelease }) => ({
      contract: contracts.indexOf(contractId),
      month: periodStart.getUTCMonth() - 2,
      status,
      needsRelease,
    })),
  };
}

function rightsOf({ email, role, ...rights }: Rights) {
  return { address: addressIn(email), role, pays: rights.canManageBilling, signs: rights.canSignContracts };
}

interface Rights {
  email: string;
  role: Person['role'];
  canManageBilling: boolean;
  canSignContracts: boolean;
}
