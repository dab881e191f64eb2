import type { Prisma } from '@prisma/client';
import type { Context } from '../../services/core/context.js';
import { moneyString } from '../../services/core/money.js';
import { getPaymentEvidence, type SimilarPayment } from '../../services/payments/get-payment-evidence.js';
import { currentRequest } from '../request-context.js';

/** What stands beside a payment on its page, field by field: nothing leaves that is not named here. */
export async function paymentEvidence(id: number) {
  const { ctx } = currentRequest();
  const [{ payment, history, sameReference, sameSlip }, next] = await Promise.all([
    getPaymentEvidence(ctx, id),
    nextWaiting(ctx, id),
  ]);
  const { proof, invoice, account } = payment;
  return {
    evidence: {
      proof:
        proof === null
          ? null
          : {
              id: proof.id,
              name: proof.originalName,
              mediaType: proof.mediaType,
              byteSize: proof.byteSize,
              sha256: proof.sha256,
            },
      invoice: {
        id: invoice.id,
        number: invoice.number,
        status: invoice.status,
        total: moneyString(invoice.total, invoice.currency),
        currency: invoice.currency,
        issuedAt: invoice.issuedAt,
        dueAt: invoice.dueAt,
        billedTo: billedTo(invoice.metadata),
        lines: invoice.lines.map((line) => ({
          description: line.description,
          quantity: line.quantity,
          amount: moneyString(line.amount, line.currency),
          credits: line.credits,
        })),
      },
      account: {
        id: account.id,
        name: account.name,
        email: account.email,
        status: account.status,
        credits: account.creditBalance,
        country: account.billingCountry,
        since: account.createdAt,
        plan: account.subscription?.plan.name ?? null,
        subscription: account.subscription?.status ?? null,
      },
      history: history.map(similarView),
      sameReference: sameReference.map(similarView),
      sameSlip: sameSlip.map(similarView),
      next,
    },
  };
}

export type Evidence = Awaited<ReturnType<typeof paymentEvidence>>['evidence'];

/** Reviewers work through a queue: the next one that waits, starting over at the oldest. */
async function nextWaiting({ installation: { prisma } }: Context, id: number): Promise<number | null> {
  const first = (where: Prisma.PaymentWhereInput) =>
    prisma.payment.findFirst({
      where: { ...where, status: 'pending_approval' },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    });
  const next = (await first({ id: { gt: id } })) ?? (await first({ id: { not: id } }));
  return next?.id ?? null;
}

function similarView({
  id,
  accountId,
  status,
  amount,
  currency,
  manualReference,
  createdAt,
  account,
  invoice,
}: SimilarPayment) {
  return {
    id,
    accountId,
    status,
    amount: moneyString(amount, currency),
    currency,
    reference: manualReference,
    createdAt,
    account: account.name,
    invoice: invoice.number,
  };
}

/** The frozen buyer, as lines to read. */
function billedTo(metadata: Prisma.JsonValue): string[] {
  const snapshot = objectOf(objectOf(metadata).billing_snapshot);
  const lines = [
    'name',
    'address_line1',
    'address_line2',
    'postal_code',
    'city',
    'state',
    'country',
    'tax_id',
    'email',
  ].map((key) => snapshot[key]);
  return lines.filter((line): line is string => typeof line === 'string' && line !== '');
}

function objectOf(value: Prisma.JsonValue | undefined): Prisma.JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
