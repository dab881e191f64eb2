import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, it, vi } from 'vitest';
import { declineVersion } from '../../src/services/contracts/decline-version.js';
import { signVersion } from '../../src/services/contracts/sign-version.js';
import { confirmPayment } from '../../src/services/payments/confirm-payment.js';
import { withdrawConfirmation } from '../../src/services/payments/withdraw-confirmation.js';
import { choosePlan } from '../../src/services/subscriptions/choose-plan.js';
import { changeUserRole } from '../../src/services/users/change-user-role.js';
import { removeUser } from '../../src/services/users/remove-user.js';
import { signedIn } from '../api/pages/visitor.js';
import { sentContract } from '../support/contract-factories.js';
import {
  activeTenant,
  confirmTransfer,
  inviteColleague,
  issueOneOff,
  offerPlan,
  signUpTenant,
} from '../support/factories.js';
import { useServer } from '../support/http.js';
import { refusalOf } from '../support/refusals.js';

const server = useServer();

it('a form that is still being sent while its owner signs out opens nothing again', async () => {
  const visitor = await signedIn(server, (await signUpTenant(server)).email);
  const cookie = visitor.cookie();
  const asks = vi.spyOn(server.sidePool, 'query');
  const slow = request(`${server.baseUrl}/app/profile`, {
    method: 'POST',
    headers: {
      cookie,
      origin: server.baseUrl,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': 19,
    },
  });
  slow.write('industry=x');
  // The session is read, and the server waits for the rest of the form.
  await expect.poll(() => asks.mock.settledResults.map(({ type }) => type)).toEqual(['fulfilled']);
  await visitor.post('/logout', {});
  slow.end('&website=');
  const [answer] = (await once(slow, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/app/profile']);
  expect((await server.fetch('/api/v1/auth/me', { headers: { cookie } })).status).toBe(401);
});

it.each([
  ['was removed', removeUser],
  ['lost the right', (...[ctx, { userId }]: Parameters<typeof removeUser>) => demote(ctx, userId)],
])('who %s while their request waited for the account is refused', async (_, move) => {
  const plan = await offerPlan(server, { maxUsers: 5 });
  const owner = await activeTenant(server, { planSlug: plan.slug });
  const rights = { role: 'admin', canSignContracts: true, canManageBilling: true } as const;
  const { userId, ctx } = await inviteColleague(server, owner, rights);
  const { versionId, documentSha256 } = await sentContract(server, { ...owner, userId });
  const [invoiceId, confirmed] = [
    await issueOneOff(server, owner.accountId),
    await issueOneOff(server, owner.accountId),
  ];
  const paymentId = await confirmTransfer(server, { ctx }, confirmed);
  const late = await behindTheLockOf(owner.accountId, () => move(owner.ctx, { userId }), [
    () => signVersion(ctx, { versionId, documentSha256, typedName: 'Noor Ali', consent: true, userAgent: '' }),
    () => declineVersion(ctx, { versionId, reason: 'Out of spite' }),
    () => confirmPayment(ctx, { invoiceId, paymentMethod: 'bank_transfer', manualReference: 'LATE', amount: '15' }),
    () => withdrawConfirmation(ctx, { paymentId }),
    () => choosePlan(ctx, { planSlug: 'starter' }),
  ]);
  expect(late).toEqual(Array(5).fill('not_allowed'));
});

function demote(ctx: Parameters<typeof changeUserRole>[0], userId: number) {
  return changeUserRole(ctx, { userId, role: 'viewer' });
}

/** Lets `move` queue for the account first and the others behind it; answers what they were refused with. */
async function behindTheLockOf(
  accountId: number,
  move: () => Promise<unknown>,
  others: (() => Promise<unknown>)[],
): Promise<string[]> {
  const { prisma } = server.owner;
  const waiting = async () => {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count;
  };
  const started: Promise<unknown>[] = [];
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR UPDATE`;
    started.push(move());
    await expect.poll(waiting).toBe(1);
    started.push(...others.map((other) => refusalOf(other()).then(({ code }) => code)));
    await expect.poll(waiting).toBe(1 + others.length);
  });
  const [, ...codes] = await Promise.all(started);
  return codes.map(String);
}
