import { expect, test } from 'vitest';
import { updateOwnProfile } from '../../src/services/accounts/update-own-profile.js';
import { inviteUser } from '../../src/services/users/invite-user.js';
import { removeUser } from '../../src/services/users/remove-user.js';
import { activeTenant, invitationToken, inviteColleague } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { signIn } from './office.js';

const server = useServer();
const RECORDS = '/resources';

test('finance grants the Labs discount in a dialog that starts from what stands there', async () => {
  const { accountId } = await activeTenant(server);
  const finance = await signIn(server, 'finance');
  const path = `${RECORDS}/Account/records/${accountId}/applyLabsDiscount`;
  const fieldsNow = async () => {
    const fields = (await finance.get(path)).body.preview?.fields as { name: string; value: string }[];
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  };
  expect(await fieldsNow()).toEqual({ is_labs_customer: 'false', labs_account_email: '', labs_discount_percent: '0' });
  const wrong = await finance.post(path, { is_labs_customer: 'true', labs_discount_percent: '101' });
  expect([wrong.status, wrong.body.details?.[0]?.path]).toEqual([400, 'labs_discount_percent']);
  const terms = { is_labs_customer: 'true', labs_account_email: 'labs@x.example', labs_discount_percent: '12.5' };
  expect((await finance.post(path, terms)).body.notice?.message).toBe('The Labs terms are saved.');
  expect(await fieldsNow()).toEqual(terms);
  const profile = await server.prisma.companyProfile.findUniqueOrThrow({ where: { accountId } });
  expect([profile.isLabsCustomer, profile.labsDiscountPercent.toString()]).toEqual([true, '12.5']);
  const support = await signIn(server, 'support');
  expect((await support.post(path, terms)).status).toBe(403);
});

test('support edits what a company tells about itself, but not what finance granted', async () => {
  const owner = await activeTenant(server);
  await updateOwnProfile(owner.ctx, { industry: 'Logistics' });
  const { id } = await server.prisma.companyProfile.findUniqueOrThrow({ where: { accountId: owner.accountId } });
  const support = await signIn(server, 'support');
  const path = `${RECORDS}/CompanyProfile/records/${id}/edit`;
  const answer = await support.post(path, { industry: 'Trade', labsDiscountPercent: '50', isLabsCustomer: 'true' });
  expect(answer.body.changed).toEqual(['industry']);
  const profile = await server.prisma.companyProfile.findUniqueOrThrow({ where: { id } });
  expect([profile.industry, profile.isLabsCustomer, profile.labsDiscountPercent.toString()]).toEqual([
    'Trade',
    false,
    '0',
  ]);
  const wrong = await support.post(path, { website: 'javascript:alert(1)' });
  expect([wrong.status, wrong.body.details?.[0]?.path]).toEqual([400, 'website']);
});

test('staff see invitations without their secret, and who left with what they held', async () => {
  const owner = await activeTenant(server);
  const { invitationId } = await inviteUser(owner.ctx, { email: 'waiting@x.example', role: 'admin' });
  const colleague = await inviteColleague(server, owner, { role: 'admin', canSignContracts: true });
  await removeUser(owner.ctx, { userId: colleague.userId });
  const auditor = await signIn(server, 'auditor');
  const invitation = await auditor.get(`${RECORDS}/Invitation/records/${invitationId}/show`);
  expect(invitation.body.record?.params).toMatchObject({ email: 'waiting@x.example', role: 'admin', revokedAt: null });
  const { tokenHash } = await server.prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } });
  const shown = JSON.stringify(invitation.body);
  for (const secret of [tokenHash, await invitationToken(server, invitationId)]) expect(shown).not.toContain(secret);
  const left = await auditor.get(`${RECORDS}/User/actions/list?filters.removedAt~~from=2000-01-01`);
  expect(
    left.body.records?.map(({ params }) => [params.email, params.canSignContracts, params.isActive]),
  ).toContainEqual([colleague.email, true, false]);
});
