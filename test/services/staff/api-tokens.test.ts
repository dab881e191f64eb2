import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { hashToken } from '../../../src/services/core/ids.js';
import { staffActorOfToken } from '../../../src/services/staff/api-token-actor.js';
import { changeStaffRole } from '../../../src/services/staff/change-staff-role.js';
import { createApiToken } from '../../../src/services/staff/create-api-token.js';
import { disableStaffUser } from '../../../src/services/staff/disable-staff-user.js';
import { enableStaffUser } from '../../../src/services/staff/enable-staff-user.js';
import { revokeApiToken } from '../../../src/services/staff/revoke-api-token.js';
import { systemContext } from '../../support/contexts.js';
import { staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
let boss: Context;
beforeAll(async () => {
  boss = await staff(test, 'superadmin');
});

type Wishes = Partial<Parameters<typeof createApiToken>[1]>;
const make = (wishes: Wishes = {}, maker = boss) =>
  createApiToken(maker, {
    name: 'ERP',
    role: 'finance',
    ...(wishes.expiresOn === undefined ? { expiresInDays: 30 } : {}),
    ...wishes,
  });
const actorOf = (token: string) => staffActorOfToken(test.installation, token, test.clock.now());
const rowOf = (id: number) => test.prisma.staffApiToken.findUniqueOrThrow({ where: { id } });

describe('a staff API token', () => {
  it('is told once and kept hashed: nothing that the database keeps opens the door', async () => {
    const { token, tokenId } = await make();
    expect(token).toMatch(/^cst_[\w-]{43}$/);
    expect((await rowOf(tokenId)).tokenHash).toBe(hashToken(token));
    expect(JSON.stringify(await allRows(test))).not.toContain(token.slice(4));
    expect(await actorOf((await rowOf(tokenId)).tokenHash)).toBeNull();
  });

  it('acts for its maker, under a label that names it', async () => {
    const { token, tokenId } = await make({ name: 'Ledger export' });
    expect(await actorOf(token)).toMatchObject({
      type: 'staff',
      id: boss.actor.type === 'staff' ? boss.actor.id : 0,
      apiTokenId: tokenId,
      email: 'superadmin@staff.example (token “Ledger export”)',
    });
  });

  it('keeps its name whole within what the audit can hold, however long the maker’s address', async () => {
    const { token, tokenId } = await make({ name: 'n'.repeat(120) });
    const { createdById } = await rowOf(tokenId);
    await test.prisma.staffUser.update({
      where: { id: createdById },
      data: { email: `${'m'.repeat(235)}@staff.example` },
    });
    const label = (await actorOf(token))?.email ?? '';
    await test.prisma.staffUser.update({ where: { id: createdById }, data: { email: 'superadmin@staff.example' } });
    expect(label).toHaveLength(254);
    expect(label).toMatch(/^m+… \(token “n{120}”\)$/);
  });

  it('may do what its role may and its maker still may', async () => {
    const other = await staffNamed('superadmin', 'second@staff.example');
    const strong = await make({ role: 'superadmin' }, other.ctx);
    const support = await make({ role: 'support' }, other.ctx);
    expect((await actorOf(strong.token))?.permissions).toContain('staff.manage');
    expect((await actorOf(support.token))?.permissions).toContain('contracts.write');
    expect((await actorOf(support.token))?.permissions).not.toContain('contracts.bill');
    await changeStaffRole(boss, { staffUserId: other.id, role: 'finance' });
    const left = (await actorOf(strong.token))?.permissions;
    expect(left).toContain('contracts.bill');
    expect(left).not.toContain('staff.manage');
    await changeStaffRole(boss, { staffUserId: other.id, role: 'auditor' });
    expect((await actorOf(strong.token))?.permissions.size).toBe(0);
  });

  it('stops when its maker is disabled and works again when the maker is back', async () => {
    const other = await staffNamed('superadmin', 'third@staff.example');
    const { token } = await make({}, other.ctx);
    await disableStaffUser(boss, { staffUserId: other.id });
    expect(await actorOf(token)).toBeNull();
    await enableStaffUser(boss, { staffUserId: other.id });
    expect(await actorOf(token)).not.toBeNull();
  });

  it('ends at its moment, not a millisecond later', async () => {
    const { token, expiresAt } = await make({ expiresInDays: 1 });
    expect(await staffActorOfToken(test.installation, token, new Date(expiresAt.getTime() - 1))).not.toBeNull();
    expect(await staffActorOfToken(test.installation, token, expiresAt)).toBeNull();
  });

  it('is revoked once, for good, and the audit says by whom', async () => {
    const { token, tokenId } = await make({ name: 'Lost laptop' });
    await revokeApiToken(boss, { tokenId });
    expect(await actorOf(token)).toBeNull();
    expect(await refusalOf(revokeApiToken(boss, { tokenId }))).toMatchObject({ code: 'revoked_already' });
    expect(await refusalOf(revokeApiToken(boss, { tokenId: 999_999 }))).toMatchObject({ kind: 'not_found' });
    const entries = await test.prisma.auditEntry.findMany({
      where: { entityType: 'StaffApiToken', entityId: tokenId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action, actorLabel }) => [action, actorLabel])).toEqual([
      ['api_token.create', 'superadmin@staff.example'],
      ['api_token.revoke', 'superadmin@staff.example'],
    ]);
    expect(JSON.stringify(entries)).not.toContain(hashToken(token));
  });

  it('notes its last use at most once a minute', async () => {
    const { token, tokenId } = await make();
    expect((await rowOf(tokenId)).lastUsedAt).toBeNull();
    const first = test.clock.now();
    await Promise.all([actorOf(token), actorOf(token)]);
    test.clock.set(new Date(first.getTime() + 59_000));
    await actorOf(token);
    expect((await rowOf(tokenId)).lastUsedAt).toEqual(first);
    test.clock.set(new Date(first.getTime() + 60_000));
    await actorOf(token);
    expect((await rowOf(tokenId)).lastUsedAt).toEqual(test.clock.now());
  });
});

describe('making a token', () => {
  it('is for superadmins alone', async () => {
    for (const role of ['finance', 'support', 'operations', 'auditor'] as const) {
      expect(await refusalOf(make({}, await staff(test, role)))).toMatchObject({ kind: 'forbidden' });
    }
    const tokenId = (await make()).tokenId;
    expect(await refusalOf(revokeApiToken(await staff(test, 'finance'), { tokenId }))).toMatchObject({
      kind: 'forbidden',
    });
    await expect(make({}, systemContext(test))).rejects.toThrow('a staff user was expected');
  });

  it('takes a last day, which counts to its end in UTC', async () => {
    test.clock.set('2026-03-10T09:30:00Z');
    expect((await make({ expiresOn: '2026-12-31' })).expiresAt).toEqual(new Date('2027-01-01T00:00:00Z'));
    expect((await make({ expiresOn: '2026-03-10' })).expiresAt).toEqual(new Date('2026-03-11T00:00:00Z'));
    expect((await make({ expiresOn: '2028-03-10' })).expiresAt).toEqual(new Date('2028-03-11T00:00:00Z'));
    expect((await make({ expiresInDays: 731 })).expiresAt).toEqual(new Date('2028-03-10T09:30:00Z'));
  });

  it.each([
    [{ expiresOn: '2026-03-09' }, 'expired_already'],
    [{ expiresOn: '2028-03-12' }, 'expires_too_late'],
    [{ expiresInDays: 733 }, 'expires_too_late'],
    [{ expiresInDays: Number.MAX_SAFE_INTEGER }, 'expires_too_late'],
    [{ expiresInDays: 0 }, 'invalid_input'],
    [{ expiresInDays: 1.5 }, 'invalid_input'],
    [{ expiresOn: '2026-02-30' }, 'invalid_input'],
    [{ expiresOn: 'tomorrow' }, 'invalid_input'],
    [{ expiresOn: '2026-12-31', expiresInDays: 3 }, 'expiry_needed'],
    [{ expiresInDays: undefined }, 'expiry_needed'],
    [{ name: '  ' }, 'invalid_input'],
    [{ name: 'n'.repeat(121) }, 'invalid_input'],
    [{ name: 'two\nlines' }, 'invalid_input'],
  ])('%j is refused as %s', async (wishes, code) => {
    test.clock.set('2026-03-10T09:30:00Z');
    expect(await refusalOf(make(wishes as Wishes))).toMatchObject({ kind: 'invalid_input', code });
  });
});

async function staffNamed(role: 'superadmin', email: string): Promise<{ id: number; ctx: Context }> {
  const { id } = await test.prisma.staffUser.create({ data: { email, fullName: 'A colleague', role } });
  const actor = boss.actor.type === 'staff' ? { ...boss.actor, id, email } : boss.actor;
  return { id, ctx: { ...boss, actor } };
}
