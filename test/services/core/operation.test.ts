import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor, Context } from '../../../src/services/core/context.js';
import { inTransaction } from '../../../src/services/core/db.js';
import { Refusal } from '../../../src/services/core/errors.js';
import { operation } from '../../../src/services/core/operation.js';
import type { Permission } from '../../../src/services/core/permissions.js';
import { anonymousContext, contextFor, systemContext } from '../../support/contexts.js';
import { signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });

const renameSeller = operation({
  name: 'test.rename',
  permission: 'public',
  input: z.object({
    legalName: z.string().min(1, 'Please name it.'),
    how: z.enum(['audited', 'silent', 'fails', 'looks']),
  }),
  async run(ctx, { legalName, how }) {
    if (how === 'looks') return ctx.db.seller.count();
    await ctx.db.seller.update({ where: { id: 1 }, data: { legalName } });
    if (how === 'fails') throw new Refusal('conflict', 'changed_mind', 'No.');
    if (how === 'audited')
      await ctx.audit({ action: 'test.rename', entityType: 'Seller', entityId: 1, accountId: null });
    return 1;
  },
});

describe('an operation', () => {
  it('commits what it wrote together with its audit entry', async () => {
    await renameSeller(systemContext(test), { legalName: 'Audited Ltd.', how: 'audited' });
    expect(await test.prisma.seller.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({
      legalName: 'Audited Ltd.',
    });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({ where: { action: 'test.rename' } });
    expect(entry).toMatchObject({
      actorType: 'system',
      actorLabel: 'test',
      actorId: null,
      createdAt: test.clock.now(),
    });
  });

  it('that writes without an audit entry is a bug: nothing is committed', async () => {
    const before = await allRows(test);
    const silent = renameSeller(systemContext(test), { legalName: 'Silent Ltd.', how: 'silent' });
    await expect(silent).rejects.toThrow('test.rename wrote to sellers without an audit entry');
    expect(await allRows(test)).toEqual(before);
  });

  it('that only looks needs none', async () => {
    expect(await renameSeller(systemContext(test), { legalName: 'x', how: 'looks' })).toBe(1);
  });

  it('that refuses half-way leaves nothing behind', async () => {
    const before = await allRows(test);
    expect(await refusalOf(renameSeller(systemContext(test), { legalName: 'Half Ltd.', how: 'fails' }))).toMatchObject({
      code: 'changed_mind',
    });
    expect(await allRows(test)).toEqual(before);
  });

  it('joins an open transaction, and goes down with it', async () => {
    const before = await allRows(test);
    const outer = inTransaction(systemContext(test), async (tx) => {
      await renameSeller(tx, { legalName: 'Inner Ltd.', how: 'audited' });
      throw new Error('the outer one failed');
    });
    await expect(outer).rejects.toThrow('the outer one failed');
    expect(await allRows(test)).toEqual(before);
  });

  it('says at which field the input is wrong before it opens anything', async () => {
    const refusal = await refusalOf(renameSeller(systemContext(test), { legalName: '', how: 'wrongly' as 'looks' }));
    expect(refusal.details.map(({ path }) => path)).toEqual(['legalName', 'how']);
    expect(refusal).toMatchObject({ kind: 'invalid_input', message: 'Please name it.' });
  });
});

describe('who may', () => {
  const asks = (permission: Permission) =>
    operation({ name: 'test.ask', permission, input: z.object({}), run: async () => 'allowed' });
  const answer = (ctx: Context, permission: Permission) =>
    asks(permission)(ctx, {}).catch((error: unknown) => (error instanceof Refusal ? error.kind : 'a bug'));

  it('anybody what is public, nobody what is for the system, and those signed in what is their own', async () => {
    const tenant = await signUpTenant(test);
    const superadmin = await staff(test, 'superadmin');
    const all = [anonymousContext(test), tenant.ctx, superadmin, systemContext(test)];
    const table = async (permission: Permission) => Promise.all(all.map((ctx) => answer(ctx, permission)));
    expect(await table('public')).toEqual(['allowed', 'allowed', 'allowed', 'allowed']);
    expect(await table('self')).toEqual(['forbidden', 'allowed', 'allowed', 'allowed']);
    expect(await table('system')).toEqual(['forbidden', 'forbidden', 'forbidden', 'allowed']);
    expect(await table('payments.review')).toEqual(['forbidden', 'forbidden', 'allowed', 'allowed']);
    // A superadmin is no tenant: what an account may do for itself staff do by operations of their own.
    expect(await table('tenant.pay')).toEqual(['forbidden', 'allowed', 'forbidden', 'allowed']);
  });

  it('without any permission nothing but what is public and one’s own', async () => {
    const nobody: Actor = { type: 'staff', id: 1, email: 'x@staff.example', permissions: new Set() };
    const ctx = contextFor(test, nobody);
    expect([await answer(ctx, 'credits.adjust'), await answer(ctx, 'self')]).toEqual(['forbidden', 'allowed']);
  });
});

describe('trouble of the database is said as a refusal', () => {
  it('a lock that others hold: busy, and nothing was changed', async () => {
    await inTransaction(systemContext(test), async (holder) => {
      await holder.db.$queryRaw`SELECT id FROM sellers FOR UPDATE`;
      const waiting = inTransaction(systemContext(test), async (tx) => {
        await tx.db.$executeRaw`SET LOCAL lock_timeout = '50ms'`;
        await tx.db.seller.update({ where: { id: 1 }, data: { legalName: 'Late Ltd.' } });
      });
      expect(await refusalOf(waiting)).toMatchObject({ kind: 'unavailable', code: 'busy' });
    });
  });

  it('a statement that takes too long: busy', async () => {
    const slow = inTransaction(systemContext(test), async (tx) => {
      await tx.db.$executeRaw`SET LOCAL statement_timeout = '50ms'`;
      await tx.db.$queryRaw`SELECT pg_sleep(5)::text`;
    });
    expect(await refusalOf(slow)).toMatchObject({ kind: 'unavailable', code: 'busy' });
  });

  it('a connection that is cut: the database cannot be reached, and the next call works again', async () => {
    const cut = inTransaction(systemContext(test), async (tx) => {
      const [row] = await tx.db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await test.sidePool.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await tx.db.seller.count();
    });
    expect(await refusalOf(cut)).toMatchObject({ kind: 'unavailable', code: 'database_unavailable' });
    expect(await test.prisma.seller.count()).toBe(1);
  });
});
