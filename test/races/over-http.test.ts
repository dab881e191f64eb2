import { describe, expect, it } from 'vitest';
import { signIn } from '../admin/office.js';
import { confirmation, register } from '../api/client.js';
import { signUpAndConfirm } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type RawRequest, type RawResponse, race } from '../support/race.js';
import { expectTruthsAtEnd } from '../support/truths.js';

const server = useServer({ poolSize: 20 });
expectTruthsAtEnd(server);

const bulk = (action: 'approvePayments' | 'rejectPayments') => `/admin/api/resources/Payment/actions/${action}`;

function countsOf(answer: RawResponse): Record<string, number> {
  const { counts } = answer.json() as { counts?: Record<string, number> };
  return counts ?? {};
}

const sum = (answers: RawResponse[], outcome: string) =>
  answers.reduce((total, answer) => total + (countsOf(answer)[outcome] ?? 0), 0);

const statuses = (answers: RawResponse[]) => answers.map(({ status }) => status).sort();

describe('over HTTP, with the last byte of every request sent at once', () => {
  it('forty approvals of one payment from two colleagues: one approves, thirty-nine are told that it is done', async () => {
    const [one, two] = [await signIn(server, 'finance'), await signIn(server, 'superadmin')];
    const { paymentId, accountId } = await signUpAndConfirm(server);
    const requests = Array.from({ length: 40 }, (_, index): RawRequest => {
      const { cookie } = index % 2 === 0 ? one : two;
      return {
        path: bulk('approvePayments'),
        headers: { cookie, origin: server.baseUrl },
        body: { recordIds: [paymentId] },
      };
    });
    const answers = await race(server.baseUrl, requests);
    expect(statuses(answers)).toEqual(Array(40).fill(200));
    expect([sum(answers, 'approved'), sum(answers, 'already'), sum(answers, 'refused')]).toEqual([1, 39, 0]);
    expect(await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      status: 'active',
      creditBalance: 5_000,
    });
    expect(await server.prisma.auditEntry.count({ where: { action: 'payment.approve', entityId: paymentId } })).toBe(1);
    expect(await server.prisma.mail.count({ where: { kind: 'payment-approved', accountId } })).toBe(1);
  });

  it('twenty approve and twenty reject the same ten payments: each payment is decided once', async () => {
    const [one, two] = [await signIn(server, 'finance'), await signIn(server, 'finance')];
    const recordIds: number[] = [];
    for (let index = 0; index < 10; index += 1) recordIds.push((await signUpAndConfirm(server)).paymentId);
    const requests = Array.from({ length: 40 }, (_, index): RawRequest => {
      const approves = index % 2 === 0;
      return {
        path: bulk(approves ? 'approvePayments' : 'rejectPayments'),
        headers: { cookie: (approves ? one : two).cookie, origin: server.baseUrl },
        body: { recordIds: index % 4 < 2 ? recordIds : recordIds.toReversed(), reason: 'The bank returned it' },
      };
    });
    const answers = await race(server.baseUrl, requests);
    expect(statuses(answers)).toEqual(Array(40).fill(200));
    expect(sum(answers, 'approved') + sum(answers, 'rejected')).toBe(10);
    expect([sum(answers, 'already'), sum(answers, 'refused')]).toEqual([390, 0]);
  });

  it('a tenant’s form submitted in twelve tabs is one confirmation', async () => {
    const tenant = await register(server, { plan_slug: 'starter' });
    const requests = Array.from(
      { length: 12 },
      (): RawRequest => ({
        path: '/api/v1/billing/payments/confirm',
        headers: { authorization: `Bearer ${tenant.access}` },
        body: confirmation(tenant.invoice.id),
      }),
    );
    const answers = await race(server.baseUrl, requests);
    expect(statuses(answers)).toEqual([201, ...Array(11).fill(409)]);
    expect(await server.prisma.payment.count({ where: { invoiceId: tenant.invoice.id } })).toBe(1);
  });

  it('one address that signs up eight times at once is one account', async () => {
    const body = { email: 'eager@tenant.example', password: 'TestPass123!', full_name: 'Eager' };
    const answers = await race(
      server.baseUrl,
      Array.from({ length: 8 }, (): RawRequest => ({ path: '/api/v1/auth/register', body })),
    );
    expect(statuses(answers)).toEqual([201, ...Array(7).fill(400)]);
    expect(await server.prisma.account.count({ where: { email: body.email } })).toBe(1);
  });

  it('twenty adjustments of −60 on 100: one is made, nineteen are refused with a sentence', async () => {
    const finance = await signIn(server, 'finance');
    const { accountId } = await register(server);
    await finance.post(`/resources/Account/records/${accountId}/adjustCredits`, {
      amount: -1_900,
      reason: 'To a hundred',
    });
    const requests = Array.from(
      { length: 20 },
      (): RawRequest => ({
        path: `/admin/api/resources/Account/records/${accountId}/adjustCredits`,
        headers: { cookie: finance.cookie, origin: server.baseUrl },
        body: { amount: -60, reason: 'Sixty' },
      }),
    );
    const answers = await race(server.baseUrl, requests);
    const made = answers.filter(
      (answer) => (answer.json() as { notice?: { type: string } }).notice?.type === 'success',
    );
    expect(made).toHaveLength(1);
    expect(await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      creditBalance: 40,
    });
  });
});
